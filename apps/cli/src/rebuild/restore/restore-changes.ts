import { topicNames, type ChangeEvent } from '#contracts';
import { headerText, readRecords, type LogRecord, type PartitionOffsets } from '#kafka';
import { restoreChanges, transaction, type PublishedChange } from '#persistence';
import { Refused } from '../../copy-topics/refused.js';
import type { Source } from '../source.js';

const ROWS = 2_000;

/** @throws Refused where the topic has lost its beginning: what was told then cannot be known. */
export async function restoreChangesOf(
  { kafka, database, topicPrefix }: Source,
  { partition, low, stable }: PartitionOffsets,
): Promise<void> {
  const topic = topicNames(topicPrefix).changes;
  let last = 0n;
  for await (const records of readRecords(kafka, topic, partition, { from: low, to: stable }))
    for (let at = 0; at < records.length; at += ROWS) {
      const changes = records.slice(at, at + ROWS).map((record) => publishedChange(record, topic, partition));
      for (const { sequence } of changes) {
        if (sequence !== last + 1n)
          throw new Refused([
            `${topic} ${partition} goes on with sequence ${sequence} after ${last}: what was told there is lost. ` +
              `Restore PostgreSQL, or begin anew with another TOPIC_PREFIX`,
          ]);
        last = sequence;
      }
      await transaction(database, (sql) => restoreChanges(sql, partition, changes));
    }
}

function publishedChange({ headers, value, offset }: LogRecord, topic: string, partition: number): PublishedChange {
  const [sequence, cause] = [headerText(headers, 'sequence') ?? '', headerText(headers, 'offset') ?? ''];
  const [, of, at] = /^(\d+)@(\d+)$/.exec(cause) ?? [];
  if (!/^\d{1,18}$/.test(sequence) || of === undefined || at === undefined || value === null)
    throw new Refused([`${topic} ${partition}@${offset} is no change of this pipeline`]);
  const event = JSON.parse(value.toString()) as ChangeEvent;
  return { partition, sequence: BigInt(sequence), event, cause: { partition: Number(of), offset: BigInt(at) } };
}

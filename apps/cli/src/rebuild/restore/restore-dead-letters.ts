import { instantOf, topicNames, type DeadReason } from '#contracts';
import { headerText, readRecords, type LogRecord, type PartitionOffsets } from '#kafka';
import { readDeadOffsets, transaction, writeDeadLetters, type DeadLetter } from '#persistence';
import { readEvent } from '#projection';
import { Refused } from '../../copy-topics/refused.js';
import type { Source } from '../source.js';

/** As far as the topic reaches back: what died before is found dead again, or applied if nothing speaks against it. */
export async function restoreDeadLettersOf(
  { kafka, database, topicPrefix, rules }: Source,
  { partition, low, stable }: PartitionOffsets,
): Promise<void> {
  const topic = topicNames(topicPrefix).deadLetters;
  for await (const records of readRecords(kafka, topic, partition, { from: low, to: stable })) {
    const letters = records.map((record) => letterOf(record, topic, partition));
    await transaction(database, async (sql) => {
      const [first = 0n, last = 0n] = [letters[0]?.at.offset, letters.at(-1)?.at.offset];
      const there = await readDeadOffsets(sql, { partition, first, last });
      const missing = letters.filter(({ at }) => !there.has(at.offset));
      await writeDeadLetters(
        sql,
        missing.map((letter) => ({ ...letter, event: named(letter, rules.vocabulary) })),
      );
    });
  }
}

type Bare = Omit<DeadLetter, 'event'> & { readonly record: LogRecord };

function letterOf(record: LogRecord, topic: string, partition: number): Bare {
  const { headers, key, value, timestamp } = record;
  const offset = headerText(headers, 'dlq-offset') ?? '';
  if (!/^\d{1,18}$/.test(offset))
    throw new Refused([`${topic} ${partition}@${record.offset} has no header dlq-offset`]);
  return {
    at: { partition, offset: BigInt(offset) },
    reason: (headerText(headers, 'dlq-reason') ?? 'apply-failed') as DeadReason,
    detail: headerText(headers, 'dlq-detail') ?? '',
    key,
    value,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('dlq-'))),
    recorded: instantOf(timestamp),
    record,
  };
}

function named({ record, at }: Bare, vocabulary: Source['rules']['vocabulary']): DeadLetter['event'] {
  const reading = readEvent(record, at.partition, vocabulary);
  if (reading.kind === 'dead') return reading.letter.event;
  const { subject, source, id } = reading.logged;
  return { subject, source, id };
}

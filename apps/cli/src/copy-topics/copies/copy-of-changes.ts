import { fetchPartitionOffsets, headerText, readRecords, type LogRecord } from '#kafka';
import { readChangeTexts, sqlOf } from '#persistence';
import { Refused } from '../refused.js';
import type { Source } from '../source.js';

/** The changes one after another, as the table `change` has them: a redaction has rewritten it, the topic could not be. */
export async function* copyOfChanges(source: Source, partition: number): AsyncGenerator<LogRecord> {
  const { kafka, database, from, findings } = source;
  const { low, stable } = await fetchPartitionOffsets(kafka, from.changes, partition);
  let offset = 0n;
  let before: bigint | null = null;
  for await (const records of readRecords(kafka, from.changes, partition, { from: low, to: stable })) {
    const sequences = records.map((record) => sequenceOf(record, from.changes, partition));
    const [first = 0n, last = 0n] = [sequences[0], sequences.at(-1)];
    const texts = await readChangeTexts(sqlOf(database), { partition, first, last });
    for (const [i, record] of records.entries()) {
      const sequence: bigint = sequences[i] ?? 0n;
      const at = `${from.changes} ${partition}@${record.offset}`;
      if (before !== null && sequence !== before + 1n)
        throw new Refused([`${at} has sequence ${sequence}, and ${before} stands before it: the topic is broken`]);
      const text = texts.get(sequence);
      if (text === undefined) throw new Refused([`${at} is not in the table change (${partition}, ${sequence})`]);
      const value = Buffer.from(text);
      if (record.value?.equals(value) !== true) findings.erased.add(at);
      yield { ...record, value, offset };
      before = sequence;
      offset += 1n;
    }
  }
}

function sequenceOf({ headers, offset }: LogRecord, topic: string, partition: number): bigint {
  const text = headerText(headers, 'sequence') ?? '';
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  throw new Refused([`${topic} ${partition}@${offset} has no header sequence: it is not of this pipeline`]);
}

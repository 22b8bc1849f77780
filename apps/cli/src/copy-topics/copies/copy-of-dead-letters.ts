import type { LogOffset } from '#contracts';
import { fetchPartitionOffsets, headerText, readRecords, type LogRecord } from '#kafka';
import { readKeptDeadLetters, sqlOf, type KeptDeadLetter } from '#persistence';
import { allOf, stampOf, type Erased } from '../erasure/erasure.js';
import { Refused } from '../refused.js';
import type { Source } from '../source.js';

/** The dead letters one after another, without what was redacted; they come from the new log, at the same offsets. */
export async function* copyOfDeadLetters(source: Source, partition: number): AsyncGenerator<LogRecord> {
  const { kafka, database, from, to, erasure, findings } = source;
  const { low, stable } = await fetchPartitionOffsets(kafka, from.deadLetters, partition);
  let offset = 0n;
  for await (const records of readRecords(kafka, from.deadLetters, partition, { from: low, to: stable })) {
    const origins = records.map((record) => originOf(record, from.deadLetters, partition));
    const [first = 0n, last = 0n] = [origins[0]?.offset, origins.at(-1)?.offset];
    const letters = await readKeptDeadLetters(sqlOf(database), { partition, first, last });
    for (const [i, original] of records.entries()) {
      const letter = letters.get(origins[i]?.offset ?? -1n);
      const { record, reached, unclear } = erasedLetter(original, letter, source);
      const at = `${from.deadLetters} ${partition}@${original.offset}`;
      if (reached) findings.erased.add(at);
      if (unclear) findings.unclear.add(at);
      if (erasure.texts.areIn(allOf(record))) findings.alsoSaid.add(at);
      yield { ...record, headers: { ...record.headers, 'dlq-topic': Buffer.from(to.events) }, offset };
      offset += 1n;
    }
  }
}

/** When it was recorded only the record that died can tell, or what was kept of it. */
function erasedLetter(record: LogRecord, letter: KeptDeadLetter | undefined, { erasure }: Source): Erased<LogRecord> {
  const fate = headerText(record.headers, 'dlq-reason') === 'apply-failed' ? 'applied' : 'died';
  return erasure.of(record, letter?.recorded ?? stampOf(record), fate);
}

function originOf({ headers, offset }: LogRecord, topic: string, partition: number): LogOffset {
  const text = headerText(headers, 'dlq-offset') ?? '';
  if (/^\d{1,18}$/.test(text)) return { partition, offset: BigInt(text) };
  throw new Refused([`${topic} ${partition}@${offset} has no header dlq-offset: it is not of this pipeline`]);
}

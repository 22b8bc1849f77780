import { equalJson } from '#domain';
import { readRecords, type LogRecord } from '#kafka';
import { readJournal, readKeptDeadLetters, sqlOf, type KeptDeadLetter } from '#persistence';
import { allOf, stampOf, type Fate } from '../erasure/erasure.js';
import { parseBytes } from '../erasure/json.js';
import { Refused } from '../refused.js';
import type { Source } from '../source.js';

// Always the same, so that a copy that is gone on with finds what it wrote.
const NOTHING: Omit<LogRecord, 'offset'> = { key: null, value: null, headers: {}, timestamp: 0 };

/**
 * The log without what was redacted, every record at its offset. Where the old log has a hole (a marker, an aborted record)
 * the event before it stands once more: a duplicate, which is harmless.
 */
export async function* copyOfEvents(source: Source, partition: number): AsyncGenerator<LogRecord> {
  const { kafka, from } = source;
  const end = source.ends[partition] ?? 0n;
  let filler = NOTHING;
  let next = 0n;
  for await (const records of readRecords(kafka, from.events, partition, { from: 0n, to: end })) {
    const kept = await readKept(source, partition, records);
    for (const record of records) {
      for (; next < record.offset; next += 1n) yield { ...filler, offset: next };
      const copy = copyOf(record, kept, source, partition);
      if (kept.journal.has(record.offset)) filler = copy;
      yield copy;
      next += 1n;
    }
  }
  for (; next < end; next += 1n) yield { ...filler, offset: next };
}

interface Kept {
  readonly journal: ReadonlyMap<bigint, string>;
  readonly dead: ReadonlyMap<bigint, KeptDeadLetter>;
}

async function readKept({ database }: Source, partition: number, records: readonly LogRecord[]): Promise<Kept> {
  const [first, last] = [records[0], records.at(-1)];
  if (first === undefined || last === undefined) return { journal: new Map(), dead: new Map() };
  const range = { partition, first: first.offset, last: last.offset };
  const sql = sqlOf(database);
  return { journal: await readJournal(sql, range), dead: await readKeptDeadLetters(sql, range) };
}

function copyOf(
  original: LogRecord,
  { journal, dead }: Kept,
  { erasure, findings, from }: Source,
  partition: number,
): LogRecord {
  const { offset } = original;
  const at = `${from.events} ${partition}@${offset}`;
  const { record, reached, unclear } = erasure.of(original, stampOf(original), fateOf(dead.get(offset)));
  if (reached) findings.erased.add(at);
  if (unclear) findings.unclear.add(at);
  if (erasure.texts.areIn(allOf(record))) findings.alsoSaid.add(at);
  const body = journal.get(offset);
  if (body !== undefined && !equalJson(parseBytes(record.value), JSON.parse(body)))
    throw new Refused([
      `${at} without what was redacted is not what the table event keeps of it: rebuild the read models`,
    ]);
  return record;
}

/** What is parked is an event all the same, and waits to be applied. */
function fateOf(letter: KeptDeadLetter | undefined): Fate {
  return letter === undefined || letter.reason === 'apply-failed' ? 'applied' : 'died';
}

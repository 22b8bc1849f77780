import { listedPositions } from '#contracts';
import { fetchPartitionOffsets, readRecords, type LogRecord } from '#kafka';
import { readIncidents, snapshot } from '#persistence';
import { allOf } from '../erasure/erasure.js';
import { Refused } from '../refused.js';
import type { Source } from '../source.js';

/** The latest state of each incident; what is merged away, and every state before, stays behind. */
export async function* copyOfIncidents(source: Source, partition: number): AsyncGenerator<LogRecord> {
  const { kafka, from, erasure, findings } = source;
  const { low, stable } = await fetchPartitionOffsets(kafka, from.incidents, partition);
  const range = { from: low, to: stable };
  const latest = new Map<string, bigint>();
  for await (const records of readRecords(kafka, from.incidents, partition, range))
    for (const { key, offset } of records) latest.set(keyOf(key), offset);
  let offset = 0n;
  for await (const records of readRecords(kafka, from.incidents, partition, range)) {
    for (const record of records) {
      if (record.value === null || latest.get(keyOf(record.key)) !== record.offset) continue;
      if (erasure.texts.areIn(allOf(record))) {
        const at = `${from.incidents} ${partition}@${record.offset}`;
        await mustSaySoNow(record, at, source);
        findings.alsoSaid.add(at);
      }
      yield { ...record, offset };
      offset += 1n;
    }
  }
}

function keyOf(key: Buffer | null): string {
  return key?.toString('latin1') ?? '';
}

/** A state is sent after each redaction, so what it says is of a statement that is not redacted. */
async function mustSaySoNow({ key }: LogRecord, at: string, { database, rules, erasure }: Source): Promise<void> {
  const ids = [key?.toString() ?? ''];
  const views = await snapshot(database, (sql) =>
    readIncidents(sql, ids, { ...rules, positions: listedPositions, quotes: false }),
  );
  if (erasure.texts.areIn(Buffer.from(JSON.stringify(views)))) return;
  throw new Refused([`${at}, the latest state of ${ids.join('')}, has what was redacted and the read models have not`]);
}

import type { Findings } from './findings.js';
import { placeOf, type LogIndex } from './log-index.js';
import { inPages, type Store } from './store.js';
import { keyOf } from '../../oracle/event.js';

export interface JournalRow {
  readonly partition: number;
  readonly place: string;
  readonly subject: string;
  readonly source: string;
  readonly id: string;
}

export const journalOf = (store: Store) =>
  inPages<JournalRow>(
    store,
    `SELECT partition, "offset" AS place, incident_id AS subject, source, id FROM event
      WHERE (partition, "offset") > ($1::int, $2::bigint) ORDER BY partition, "offset"`,
  );

/** The journal holds the first of each key of the log, once, under its offset; and nothing else. */
export async function checkJournal(
  rows: AsyncIterable<JournalRow> | Iterable<JournalRow>,
  log: LogIndex,
  found: Findings,
): Promise<number> {
  const seen = new Set<string>();
  const keys = new Set<string>();
  for await (const row of rows) {
    const at = placeOf({ partition: row.partition, offset: row.place });
    const key = keyOf(row);
    const entry = log.entries.get(at);
    if (keys.has(key)) found.add('applied', `${key} is applied twice, the second time from ${at}`);
    else if (seen.has(at)) found.add('applied', `${at} is applied twice`);
    else if (entry?.event?.key !== key)
      found.add('applied', `${key} is applied from ${at}, where the log has ${entry?.event?.key ?? 'no event'}`);
    else if (entry.fate !== 'first') found.add('applied', `${key} is applied from ${at}, which is a ${entry.fate}`);
    seen.add(at);
    keys.add(key);
  }
  for (const entry of log.entries.values()) {
    if (entry.fate === 'first' && !seen.has(placeOf(entry)))
      found.add('applied', `${placeOf(entry)} ${entry.event?.key ?? ''} is not applied`);
  }
  return seen.size;
}

import { keepBooks, isSourceEntry, type Vocabulary } from '#domain';
import { readEventsOfType, readRecordedTimes, type Sql } from '#persistence';
import type { Known } from './erasure.js';

/** As the projector knows it, which has applied everything. */
export async function readKnown(sql: Sql, vocabulary: Vocabulary): Promise<Known> {
  const events = await readEventsOfType(sql, 'disclosure.statement.redacted.v1', vocabulary);
  const records = events.flatMap((logged) => (isSourceEntry(logged) ? [] : [logged]));
  const { redactions } = keepBooks(records, vocabulary);
  const subjects = [...new Set(records.map(({ subject }) => subject))];
  return { redactions, recorded: await readRecordedTimes(sql, subjects), vocabulary };
}

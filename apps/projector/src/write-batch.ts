import type { Vocabulary } from '#domain';
import {
  writeChanges,
  writeDeadLetters,
  writeEvents,
  writeFacts,
  writeIncidents,
  writePositions,
  writeSpeakers,
  writeStatements,
  type Sql,
} from '#persistence';
import type { BatchResult } from './apply-readings.js';

/** One statement a table. The heads of the changes come last: they are locked until the transaction ends. */
export async function writeBatch(
  sql: Sql,
  { journal, deltas, changes, deadLetters }: BatchResult,
  vocabulary: Vocabulary,
): Promise<void> {
  await writeEvents(sql, journal);
  await writeStatements(sql, deltas);
  await writeFacts(sql, deltas, vocabulary);
  await writePositions(sql, deltas);
  await writeIncidents(
    sql,
    deltas.map(({ state }) => state),
  );
  await writeDeadLetters(sql, deadLetters);
  await writeSpeakers(sql, deltas);
  await writeChanges(sql, changes);
}

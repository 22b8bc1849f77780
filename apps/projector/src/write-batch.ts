import type { Vocabulary } from '#domain';
import {
  redactChanges,
  redactDeadLetters,
  redactEvents,
  writeChanges,
  writeDeadLetters,
  writeDisputes,
  writeEvents,
  writeFacts,
  writeIncidents,
  writeLinks,
  writePositions,
  writeSpeakers,
  writeStatements,
  type Sql,
} from '#persistence';
import type { BatchResult } from './apply-readings.js';

/** One statement a table. The heads of the changes come last: they are locked until the transaction ends. */
export async function writeBatch(
  sql: Sql,
  { journal, deltas, changes, deadLetters, links, redactedEvents, redactedStatements }: BatchResult,
  vocabulary: Vocabulary,
): Promise<void> {
  await writeEvents(sql, journal);
  await writeStatements(sql, deltas);
  await writeFacts(sql, deltas, vocabulary);
  await writePositions(sql, deltas);
  await writeDisputes(sql, deltas);
  await writeIncidents(
    sql,
    deltas.map(({ state }) => state),
  );
  await writeDeadLetters(sql, deadLetters);
  await writeLinks(sql, links);
  await redactEvents(sql, redactedEvents);
  await writeSpeakers(sql, deltas);
  await writeChanges(sql, changes);
  for (const redacted of redactedStatements) {
    await redactChanges(sql, redacted);
    await redactDeadLetters(sql, redacted);
  }
}

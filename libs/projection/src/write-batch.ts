import type { Vocabulary } from '#domain';
import {
  noteTouched,
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
  type Transaction,
} from '#persistence';
import type { BatchResult } from './apply-readings.js';

/** One statement a table. The heads of the changes come last: they are locked until the transaction ends. */
export async function writeBatch(sql: Transaction, result: BatchResult, vocabulary: Vocabulary): Promise<void> {
  await writeReadModels(sql, result, vocabulary);
  await writeDeadLetters(sql, result.deadLetters);
  await writeSpeakers(sql, result.deltas);
  await writeChanges(sql, result.changes);
  await noteTouched(sql, result.touched);
  for (const redacted of result.redactedStatements) {
    await redactChanges(sql, redacted);
    await redactDeadLetters(sql, redacted);
  }
}

/** What belongs to one generation, and nothing else. */
export async function writeReadModels(
  sql: Transaction,
  { journal, deltas, links, redactedEvents }: BatchResult,
  vocabulary: Vocabulary,
): Promise<void> {
  await writeEvents(sql, journal);
  await writeStatements(sql, deltas);
  await writeFacts(sql, deltas, vocabulary);
  await writePositions(sql, deltas);
  await writeDisputes(sql, deltas);
  await writeIncidents(sql, deltas);
  await writeLinks(sql, links);
  await redactEvents(sql, redactedEvents);
}

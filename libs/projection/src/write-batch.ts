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

/** One statement a table, sent without waiting for the one before. The heads of the changes come last: they are locked until the transaction ends. */
export async function writeBatch(sql: Transaction, result: BatchResult, vocabulary: Vocabulary): Promise<void> {
  await Promise.all([
    writeReadModels(sql, result, vocabulary),
    writeDeadLetters(sql, result.deadLetters),
    writeSpeakers(sql, result.deltas),
    writeChanges(sql, result.changes),
    noteTouched(sql, result.touched),
  ]);
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
  await Promise.all([
    writeEvents(sql, journal),
    writeStatements(sql, deltas),
    writeFacts(sql, deltas, vocabulary),
    writePositions(sql, deltas),
    writeDisputes(sql, deltas),
    writeIncidents(sql, deltas),
    writeLinks(sql, links),
    redactEvents(sql, redactedEvents),
  ]);
}

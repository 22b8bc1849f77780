import { topicNames } from '#contracts';
import { fetchOffsets, readPublisherTail } from '#kafka';
import { noteRedrivenAgain, noteSent, sqlOf, type Database } from '#persistence';
import type { Report } from '../report.js';
import type { Source } from '../source.js';
import { restoreChangesOf } from './restore-changes.js';
import { restoreDeadLettersOf } from './restore-dead-letters.js';
import { redactRestored } from './redact-restored.js';

/** Takes everything that was published back into an empty store. Ended in the middle, it goes on where it was. */
export async function restore(source: Source, report: Report): Promise<void> {
  const { kafka, database, topicPrefix } = source;
  const topics = topicNames(topicPrefix);
  const changes = await fetchOffsets(kafka, topics.changes);
  const letters = await fetchOffsets(kafka, topics.deadLetters);
  report.restoring(topics.changes);
  for (const offsets of changes) await restoreChangesOf(source, offsets);
  report.restoring(topics.deadLetters);
  for (const offsets of letters) await restoreDeadLettersOf(source, offsets);
  for (const offsets of changes) {
    const { partition } = offsets;
    const tail = await readPublisherTail(
      kafka,
      { topic: topics.changes, offsets },
      { topic: topics.deadLetters, offsets: letters[partition] ?? offsets },
    );
    await noteSent(sqlOf(database), partition, { ...tail, sequence: tail.sequence ?? 0n });
  }
}

/** What only the read models tell: which parked events were sent again, and what was redacted. */
export async function settleRestored(source: Source, built: Database, generation: number): Promise<void> {
  await noteRedrivenAgain(sqlOf(source.database), generation);
  await redactRestored(built, source.rules.vocabulary);
}

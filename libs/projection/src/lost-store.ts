import type { Topics } from '#contracts';
import { fetchOffsets, readPublisherTail, type KafkaClient } from '#kafka';
import { NothingServed, retireUntold, type Database } from '#persistence';

/**
 * Whether the store has lost what it told: it is empty, and the changes topic is not. From then on no read models are served,
 * and nothing is applied: everything would be told again. `disclosure rebuild` takes it back from the topics.
 */
export async function isLostStore(kafka: KafkaClient, database: Database, topics: Topics): Promise<boolean> {
  // The topic first: what is published meanwhile was in the store before.
  if (!(await isPublished(kafka, topics))) return false;
  try {
    return await retireUntold(database);
  } catch (error) {
    if (error instanceof NothingServed) return true;
    throw error;
  }
}

async function isPublished(kafka: KafkaClient, { changes, deadLetters }: Topics): Promise<boolean> {
  const letters = await fetchOffsets(kafka, deadLetters);
  for (const offsets of await fetchOffsets(kafka, changes)) {
    if (offsets.high === 0n) continue;
    const other = letters[offsets.partition] ?? offsets;
    const { sequence } = await readPublisherTail(
      kafka,
      { topic: changes, offsets },
      { topic: deadLetters, offsets: other },
    );
    if (sequence !== 0n) return true;
  }
  return false;
}

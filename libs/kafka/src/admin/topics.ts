import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import type { KafkaClient } from '../client/kafka-client.js';

const GONE_WITHIN_MS = 20_000;
const PAUSE_MS = 100;

/** Of these, those that exist. */
export async function existingTopics(kafka: KafkaClient, topics: readonly string[]): Promise<string[]> {
  return withAdmin(kafka, async (admin) => {
    const existing = new Set(await admin.listTopics());
    return topics.filter((topic) => existing.has(topic));
  });
}

/** Of these, those that exist; they are gone when it resolves. */
export async function deleteTopics(kafka: KafkaClient, topics: readonly string[]): Promise<void> {
  const there = await existingTopics(kafka, topics);
  if (there.length === 0) return;
  await withAdmin(kafka, (admin) => admin.deleteTopics({ topics: there }));
  const until = Date.now() + GONE_WITHIN_MS;
  for (;;) {
    const left = await existingTopics(kafka, there);
    if (left.length === 0) return;
    if (Date.now() > until) throw new Error(`${left.join(', ')} could not be deleted in time`);
    await sleep(PAUSE_MS);
  }
}

/** How many processes are in a consumer group; none in one that does not exist. */
export async function membersOf(kafka: KafkaClient, groupId: string): Promise<number> {
  return withAdmin(kafka, async (admin) => {
    const { groups } = await admin.describeGroups([groupId]);
    return groups.reduce((members, group) => members + group.members.length, 0);
  });
}

/** What a consumer group has committed, by partition; `null` where it has nothing. */
export async function committedOffsets(
  kafka: KafkaClient,
  groupId: string,
  topic: string,
): Promise<Map<number, bigint | null>> {
  return withAdmin(kafka, async (admin) => {
    const [found] = await admin.fetchOffsets({ groupId, topics: [topic] });
    const partitions = found?.partitions ?? [];
    return new Map(
      partitions.map(({ partition, offset }) => [partition, offset === '-1' ? null : BigInt(offset)] as const),
    );
  });
}

async function withAdmin<T>(kafka: KafkaClient, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.native().admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

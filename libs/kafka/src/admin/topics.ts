import type { Admin } from 'kafkajs';
import type { KafkaClient } from '../client/kafka-client.js';

/** Of these, those that exist. */
export async function existingTopics(kafka: KafkaClient, topics: readonly string[]): Promise<string[]> {
  return withAdmin(kafka, async (admin) => {
    const existing = new Set(await admin.listTopics());
    return topics.filter((topic) => existing.has(topic));
  });
}

export async function deleteTopics(kafka: KafkaClient, topics: readonly string[]): Promise<void> {
  await withAdmin(kafka, (admin) => admin.deleteTopics({ topics: [...topics] }));
}

/** How many processes are in a consumer group; none in one that does not exist. */
export async function membersOf(kafka: KafkaClient, groupId: string): Promise<number> {
  return withAdmin(kafka, async (admin) => {
    const { groups } = await admin.describeGroups([groupId]);
    return groups.reduce((members, group) => members + group.members.length, 0);
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

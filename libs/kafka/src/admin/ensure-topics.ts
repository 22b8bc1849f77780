import kafkajs, { type Admin } from 'kafkajs';
import type { Topics } from '#contracts';
import type { KafkaClient } from '../client/kafka-client.js';
import { TopicMismatch } from './topic-mismatch.js';
import { requiredOfEvents, topicSettings } from './topic-settings.js';
import { topicsServed } from './topics-served.js';

export interface TopicLimits {
  /** `max.message.bytes` of the events topic: what the largest record batch may take. */
  readonly maxMessageBytes: number;
}

/**
 * Creates the topics that are missing and checks those that are there; several services may do so at once.
 * Throws `TopicMismatch` for another number of partitions, or an events topic that forgets or compacts.
 */
export async function ensureTopics(
  kafka: KafkaClient,
  { topics, partitions }: { readonly topics: Topics; readonly partitions: number },
): Promise<TopicLimits> {
  const admin = kafka.native().admin();
  await admin.connect();
  try {
    await createMissing(admin, topics, partitions);
    await topicsServed(
      kafka,
      roles(topics).map(([, topic]) => topic),
    );
    const settings = await settingsOf(admin, topics.events);
    const differences = [
      ...(await partitionDifferences(admin, topics, partitions)),
      ...retentionDifferences(topics.events, settings),
    ];
    if (differences.length > 0) throw new TopicMismatch(differences);
    return { maxMessageBytes: Number(settings.get('max.message.bytes') ?? topicSettings.events['max.message.bytes']) };
  } finally {
    await admin.disconnect();
  }
}

async function createMissing(admin: Admin, topics: Topics, partitions: number): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = roles(topics)
    .filter(([, topic]) => !existing.has(topic))
    .map(([role, topic]) => ({
      topic,
      numPartitions: partitions,
      replicationFactor: -1,
      configEntries: Object.entries(topicSettings[role]).map(([name, value]) => ({ name, value })),
    }));
  if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: false });
}

async function partitionDifferences(admin: Admin, topics: Topics, partitions: number): Promise<string[]> {
  const metadata = await admin.fetchTopicMetadata({ topics: roles(topics).map(([, topic]) => topic) });
  return metadata.topics
    .filter((topic) => topic.partitions.length !== partitions)
    .map((topic) => `${topic.name} has ${topic.partitions.length} partitions, PARTITIONS is ${partitions}`);
}

function retentionDifferences(topic: string, settings: ReadonlyMap<string, string>): string[] {
  return Object.entries(requiredOfEvents)
    .filter(([name, value]) => settings.get(name) !== value)
    .map(([name, value]) => `${topic} has ${name}=${settings.get(name) ?? 'unknown'}, needed is ${name}=${value}`);
}

async function settingsOf(admin: Admin, topic: string): Promise<Map<string, string>> {
  const configNames = [...Object.keys(requiredOfEvents), 'max.message.bytes'];
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configNames }],
  });
  return new Map(resources.flatMap((each) => each.configEntries).map((each) => [each.configName, each.configValue]));
}

function roles(topics: Topics): [keyof Topics, string][] {
  return [
    ['events', topics.events],
    ['changes', topics.changes],
    ['incidents', topics.incidents],
    ['deadLetters', topics.deadLetters],
  ];
}

import kafkajs, { type Admin } from 'kafkajs';
import type { KafkaClient } from '../client/kafka-client.js';
import { topicsServed } from '../admin/topics-served.js';

export interface TopicPair {
  readonly from: string;
  readonly to: string;
}

const SET_ON_THE_TOPIC = 1;

/** Creates what is missing of the second with the partitions, replicas and settings of the first. */
export async function createLike(kafka: KafkaClient, pairs: readonly TopicPair[]): Promise<void> {
  const admin = kafka.native().admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = pairs.filter(({ to }) => !existing.has(to));
    const topics = await Promise.all(
      missing.map(async ({ from, to }) => ({ topic: to, ...(await shapeOf(admin, from)) })),
    );
    if (topics.length > 0) await admin.createTopics({ topics, waitForLeaders: false });
  } finally {
    await admin.disconnect();
  }
  await topicsServed(
    kafka,
    pairs.map(({ to }) => to),
  );
}

async function shapeOf(admin: Admin, topic: string) {
  const [metadata] = (await admin.fetchTopicMetadata({ topics: [topic] })).topics;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: topic }],
  });
  const entries = resources.flatMap((each) => each.configEntries as unknown as ConfigEntry[]);
  return {
    numPartitions: metadata?.partitions.length ?? 0,
    replicationFactor: metadata?.partitions[0]?.replicas.length ?? -1,
    configEntries: entries
      .filter(({ configSource }) => configSource === SET_ON_THE_TOPIC)
      .map(({ configName, configValue }) => ({ name: configName, value: configValue })),
  };
}

/** As the broker answers; kafkajs's type has another name for `configSource`. */
interface ConfigEntry {
  readonly configName: string;
  readonly configValue: string;
  readonly configSource: number;
}

import { type Topics, topicNames } from '#contracts';
import { freshPrefix, kafkaBrokers } from '../../../../test/support/index.js';
import { ensureTopics } from '../admin/ensure-topics.js';
import { createKafka, type KafkaClient } from '../client/kafka-client.js';
import type { KafkaConfig } from '../client/kafka-config.js';

export function testKafka(config: Partial<KafkaConfig> = {}): KafkaClient {
  return createKafka({ brokers: kafkaBrokers(), clientId: 'test', ...config });
}

/** Topics of its own for a spec, under a prefix that nothing else uses. */
export async function freshTopics(kafka: KafkaClient, partitions = 2): Promise<Topics> {
  const topics = topicNames(freshPrefix());
  await ensureTopics(kafka, { topics, partitions });
  return topics;
}

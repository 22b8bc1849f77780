import type { KafkaClient } from '../client/kafka-client.js';

/** Resolves when a broker answers; rejects after `timeoutMs` or on any error. For readiness. */
export async function ping(kafka: KafkaClient, timeoutMs = 2_000): Promise<void> {
  await kafka.reader.ping(timeoutMs);
}

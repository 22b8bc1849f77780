import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { topicNames } from '#contracts';
import { createAppender, createKafka, ensureTopics, TopicMismatch, type KafkaClient, type TopicLimits } from '#kafka';
import { CannotStart, type Settings } from '#service';
import { EventLog } from './event-log.js';
import type { IngestMetrics } from '../ingest-metrics.js';

export interface OpenOptions {
  readonly appendWithin: number;
  readonly kafkaWithin: number;
  readonly maxWaitingBytes: number | undefined;
  readonly metrics: IngestMetrics;
}

const PAUSE_MS = 500;
const logger = new Logger('Kafka');

/** Makes sure that the topics are there; waits for a Kafka that is not, up to `kafkaWithin` milliseconds. */
export async function openEventLog(settings: Settings<'kafka'>, options: OpenOptions): Promise<EventLog> {
  const { partitions, topicPrefix } = settings;
  const kafka = createKafka({
    brokers: settings.kafka.brokers,
    clientId: 'corrigenda-ingest',
    ssl: settings.kafka.ssl,
    sasl: settings.kafka.sasl ?? undefined,
    // It tries again by itself, so none of its errors is one of ours.
    logger: (level, message, extra) =>
      level === 'error' || level === 'warn' ? logger.warn(message, extra) : logger.debug(message, extra),
  });
  const topics = topicNames(topicPrefix);
  const { appendWithin, maxWaitingBytes, metrics } = options;
  try {
    const { maxMessageBytes } = await whenThere(kafka, options.kafkaWithin, () =>
      ensureTopics(kafka, { topics, partitions }),
    );
    const appender = createAppender({
      kafka,
      topic: topics.events,
      partitions,
      maxMessageBytes,
      maxWaitingBytes,
      onRetry: () => metrics.retried(),
    });
    metrics.watch(appender);
    return new EventLog({
      kafka,
      appender,
      appendWithin,
      appended: (events, seconds) => metrics.appended(events, seconds),
    });
  } catch (error) {
    await kafka.close();
    throw error instanceof TopicMismatch ? new CannotStart(error.message, { cause: error }) : error;
  }
}

async function whenThere(kafka: KafkaClient, within: number, ensure: () => Promise<TopicLimits>): Promise<TopicLimits> {
  const until = Date.now() + within;
  const brokers = kafka.config.brokers.join(', ');
  for (;;) {
    try {
      return await ensure();
    } catch (error) {
      if (error instanceof TopicMismatch) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      if (Date.now() + PAUSE_MS > until) {
        throw new CannotStart(
          `Kafka at ${brokers} did not answer within ${within / 1_000} s (KAFKA_BROKERS): ${reason}`,
          { cause: error },
        );
      }
      logger.warn(`waiting for Kafka at ${brokers}: ${reason}`);
      await sleep(PAUSE_MS);
    }
  }
}

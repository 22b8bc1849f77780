import kafkajs, { type Kafka, type SASLOptions } from 'kafkajs';
import { LogReader } from '../read/log-reader.js';
import { registerCodecs } from './codecs.js';
import type { KafkaConfig } from './kafka-config.js';
import { logCreator } from './log-creator.js';
import { quietRequestQueue } from './quiet-request-queue.js';
import { quickProduce } from '../produce/quick-produce.js';

/** What the rest of the project passes around in place of the client library. Connects when first used. */
export class KafkaClient {
  /** Offsets and single records, read beside consumers and producers. One connection, shared. */
  readonly reader: LogReader;

  constructor(readonly config: KafkaConfig) {
    // Producers here name their partitions themselves.
    process.env['KAFKAJS_NO_PARTITIONER_WARNING'] ??= '1';
    registerCodecs();
    quietRequestQueue();
    quickProduce();
    this.reader = new LogReader(() => this.native());
  }

  /** A new instance each time: consumers of one group must not share one, which keeps committed offsets by group. */
  native(): Kafka {
    const { brokers, clientId, ssl, sasl, socketFactory, logger, requestTimeout = 10_000 } = this.config;
    return new kafkajs.Kafka({
      brokers: [...brokers],
      clientId,
      connectionTimeout: 3_000,
      requestTimeout,
      retry: { initialRetryTime: 30, maxRetryTime: 500, retries: 8 },
      logLevel: logger === undefined ? kafkajs.logLevel.NOTHING : kafkajs.logLevel.INFO,
      logCreator: logCreator(logger),
      ...(ssl === undefined ? {} : { ssl }),
      ...(sasl === undefined ? {} : { sasl: { ...sasl } as SASLOptions }),
      ...(socketFactory === undefined ? {} : { socketFactory }),
    });
  }

  /** Ends the shared reader. What was created from this client is closed by its owner. */
  async close(): Promise<void> {
    await this.reader.close();
  }
}

export function createKafka(config: KafkaConfig): KafkaClient {
  return new KafkaClient(config);
}

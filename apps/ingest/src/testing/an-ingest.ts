import { topicNames } from '#contracts';
import { createKafka, readRecord, type LogRecord } from '#kafka';
import { createService, readSettings, rootLogger, type Service } from '#service';
import { freshPrefix, kafkaBrokers } from '../../../../test/support/index.js';
import type { IngestOptions } from '../ingest.module.js';
import { ingestService } from '../ingest-service.js';
import { toAnswer, type Answer } from './answer.js';

export interface RunningIngest {
  readonly service: Service;
  readonly url: string;
  readonly post: (
    body: Buffer | string,
    type: string,
    path?: string,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  readonly get: (path: string) => Promise<Answer>;
  /** What really lies in the log at `<partition>@<offset>`. */
  readonly logged: (offset: unknown) => Promise<LogRecord | null>;
  readonly stop: () => Promise<void>;
}

export interface IngestEnvironment extends IngestOptions {
  readonly brokers?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The real application on a free port, against a real Kafka, with topics of its own. */
export async function anIngest({
  brokers = kafkaBrokers(),
  env = {},
  ...options
}: IngestEnvironment = {}): Promise<RunningIngest> {
  const prefix = freshPrefix();
  const settings = readSettings(
    { INGEST_PORT: '0', KAFKA_BROKERS: brokers.join(','), TOPIC_PREFIX: prefix, PARTITIONS: '2', ...env },
    { needs: ['kafka'] },
  );
  const service = await createService(
    ingestService(options),
    settings,
    rootLogger({ service: 'ingest', level: 'silent' }),
  );
  const url = await service.start();
  const kafka = createKafka({ brokers, clientId: 'ingest-spec' });
  return {
    service,
    url,
    post: async (body, type, path = '/v1/events', headers = {}) =>
      toAnswer(await fetch(url + path, { method: 'POST', body, headers: { 'content-type': type, ...headers } })),
    get: async (path) => toAnswer(await fetch(url + path)),
    logged: (offset) => {
      const [partition, at] = String(offset).split('@');
      return readRecord(kafka, topicNames(prefix).events, Number(partition), BigInt(at ?? -1));
    },
    stop: async () => {
      await service.stop();
      await kafka.close();
    },
  };
}

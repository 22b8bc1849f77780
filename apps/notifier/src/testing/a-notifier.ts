import { pino } from 'pino';
import { createService, readSettings, type Service } from '#service';
import type { KafkaConfig } from '#kafka';
import { kafkaBrokers } from '../../../../test/support/index.js';
import { openConnections } from '../connections.js';
import { notifier } from '../notifier.js';

export interface NotifierOptions {
  readonly database: string;
  readonly prefix: string;
  readonly partitions?: number;
  readonly kafka?: Partial<KafkaConfig>;
}

export interface RunningNotifier {
  readonly service: Service;
  readonly url: string;
  /** What readiness answers. */
  ready(): Promise<{ readonly status: number; readonly body: string }>;
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

export function environmentOf({ database, prefix, partitions = 2 }: NotifierOptions): Record<string, string> {
  return {
    KAFKA_BROKERS: kafkaBrokers().join(','),
    DATABASE_URL: database,
    TOPIC_PREFIX: prefix,
    PARTITIONS: String(partitions),
    NOTIFIER_PORT: '0',
  };
}

/** In this process. */
export async function aNotifier(options: NotifierOptions): Promise<RunningNotifier> {
  const settings = readSettings(environmentOf(options), { needs: ['kafka', 'database'] });
  const definition = notifier((given) => openConnections(given, { logger: undefined, ...options.kafka }));
  const service = await createService(definition, settings, pino({ level: 'silent' }));
  const url = await service.start();
  const get = async (path: string) => {
    const answer = await fetch(`${url}${path}`);
    return { status: answer.status, body: await answer.text() };
  };
  return {
    service,
    url,
    ready: () => get('/health/ready'),
    metrics: async () => (await get('/metrics')).body,
    stop: () => service.stop(),
  };
}

import type { Rules } from '#domain';
import { createKafka, type KafkaClient } from '#kafka';
import { createDataSource, type Database } from '#persistence';
import { readRules, readSettings, type Settings } from '#service';

const APPLICATION = 'corrigenda-cli';

export interface Connected {
  readonly settings: Settings<'kafka' | 'database'>;
  readonly rules: Rules;
  readonly kafka: KafkaClient;
  readonly database: Database;
  close(): Promise<void>;
}

/** What the services have, from the same environment. */
export async function connect(): Promise<Connected> {
  const settings = readSettings(process.env, { needs: ['kafka', 'database'] });
  const { kafka: brokers, database: store } = settings;
  const rules = readRules(settings);
  const database = createDataSource({ url: store.url, application: APPLICATION, onLost: () => undefined });
  await database.initialize();
  const kafka = createKafka({ ...brokers, sasl: brokers.sasl ?? undefined, clientId: APPLICATION });
  const close = async () => {
    await Promise.all([kafka.close(), database.destroy()]);
  };
  return { settings, rules, kafka, database, close };
}

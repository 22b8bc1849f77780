import type { Rules } from '#domain';
import { createKafka, type KafkaClient } from '#kafka';
import { createDataSource, migrate, readGenerations, sqlOf, type Database } from '#persistence';
import { readRules, readSettings, type Settings } from '#service';

const APPLICATION = 'corrigenda-cli';
// What an operator does may take the database minutes.
const ANSWER_MS = 600_000;

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
  const database = await openServed(store.url);
  const kafka = createKafka({ ...brokers, sasl: brokers.sasl ?? undefined, clientId: APPLICATION });
  const close = async () => {
    await Promise.all([kafka.close(), database.destroy()]);
  };
  return { settings, rules, kafka, database, close };
}

/** Outside of snapshots, too, the tables of the generation that is served are seen; of the first where none is. */
async function openServed(url: string): Promise<Database> {
  const options = { url, application: APPLICATION, queryTimeout: ANSWER_MS, onLost: () => undefined };
  const database = await createDataSource(options).initialize();
  await migrate(database);
  const served = (await readGenerations(sqlOf(database))).find(({ state }) => state === 'served');
  if (served === undefined || served.number === 1) return database;
  await database.destroy();
  return createDataSource({ ...options, generation: served.number }).initialize();
}

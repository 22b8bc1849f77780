import { defaultPolicy, defaultVocabulary, extendVocabulary, readPolicy, type Rules } from '#domain';
import { createKafka, type KafkaClient } from '#kafka';
import { createDataSource, type Database } from '#persistence';
import { jsonFile, readSettings, type Settings } from '#service';

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
  const { kafka: brokers, database: store, policyFile, vocabularyFile } = settings;
  const rules: Rules = {
    policy: jsonFile('POLICY_FILE', policyFile, readPolicy, defaultPolicy),
    vocabulary: jsonFile('VOCABULARY_FILE', vocabularyFile, extendVocabulary, defaultVocabulary),
  };
  const database = createDataSource({ url: store.url, application: APPLICATION, onLost: () => undefined });
  await database.initialize();
  const kafka = createKafka({ ...brokers, sasl: brokers.sasl ?? undefined, clientId: APPLICATION });
  const close = async () => {
    await Promise.all([kafka.close(), database.destroy()]);
  };
  return { settings, rules, kafka, database, close };
}

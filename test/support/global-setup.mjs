import { join } from 'node:path';
import tearDown from './global-teardown.mjs';
import './load-sources.mjs';
import { makeRunFolder } from './run-folder.mjs';
import { anySpecNeedsServers } from './selected-specs.mjs';

/** One Kafka and one PostgreSQL for the whole run, started only if a selected spec needs them. */
export default async function setUp(globalConfig) {
  if (!(await anySpecNeedsServers(globalConfig))) return;
  if (process.env.TEST_CONTAINERS === 'true' && (await onContainers())) return;
  const { startKafka, startPostgres } = await import('../../libs/embedded/src/index.ts');
  const folder = await makeRunFolder();
  const log = (line) => process.stderr.write(`${line}\n`);
  const started = await Promise.allSettled([
    startKafka({ dataDir: join(folder, 'kafka'), port: 0, log }),
    startPostgres({ dataDir: join(folder, 'postgres'), port: 0, settings: { max_connections: '300' } }),
  ]);
  globalThis.corrigendaTestServers = {
    folder,
    servers: started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
  };
  const failed = started.find((one) => one.status === 'rejected');
  if (failed !== undefined) {
    // Jest tears nothing down when its set-up fails.
    await tearDown();
    throw failed.reason;
  }
  const [kafka, postgres] = globalThis.corrigendaTestServers.servers;
  process.env.TEST_KAFKA_BROKERS = kafka.brokers.join(',');
  process.env.TEST_DATABASE_URL = postgres.url;
}

/** Whether there is a Docker engine. */
async function onContainers() {
  const { startContainers } = await import('./containers.mjs');
  const started = await startContainers();
  if (started === null) {
    process.stderr.write('no Docker engine answers: on the embedded servers\n');
    return false;
  }
  process.stderr.write('on containers\n');
  globalThis.corrigendaTestServers = { folder: await makeRunFolder(), servers: started.servers };
  process.env.TEST_KAFKA_BROKERS = started.brokers.join(',');
  process.env.TEST_DATABASE_URL = started.databaseUrl;
  return true;
}

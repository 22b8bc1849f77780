import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { topicNames } from '#contracts';
import { readRules, readSettings, SettingsError } from '#service';
import { changesOf, incident, isEmpty, ready, send } from './api.js';
import type { Options } from './options.js';
import { reportDispute, reportFacts } from './report.js';
import { forgetRunning, noteRunning } from './running.js';
import { startServices, type Services } from './services.js';
import { openStores } from './stores.js';

export interface Standalone {
  /** Settles when it cannot go on, with why. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

const example = fileURLToPath(new URL('../example/panasonic.ndjson', import.meta.url));
const exampleIncident = 'panasonic-2021';
const disputed = 'timeline.began';

/** The whole pipeline on this machine; resolves when it is ready and has said what became of the example. */
export async function startStandalone(
  { data, empty }: Options,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Standalone> {
  checkSettings(env);
  const stores = await openStores(data, env, say);
  try {
    signal.throwIfAborted();
    say('starting the services …');
    const services = await startServices({ ...env, ...stores.env }, data, say, signal);
    try {
      await Promise.all(Object.values(services.urls).map((url) => ready(url, signal)));
      const shown = await showExample(services, empty, say);
      const topic = topicNames(env['TOPIC_PREFIX']).changes;
      addresses(
        services,
        { path: shown ? `incidents/${exampleIncident}` : 'incidents', topic, stores: stores.addresses },
        say,
      );
    } catch (error) {
      await services.stop();
      throw error;
    }
    noteRunning(data, env, { ...stores.env, QUERY_URL: services.urls.query, INGEST_URL: services.urls.ingest });
    const stop = async () => {
      forgetRunning(data);
      await services.stop();
      await stores.stop();
    };
    return { failed: stores.failed, stop };
  } catch (error) {
    await stores.stop();
    throw error;
  }
}

async function showExample({ urls }: Services, empty: boolean, say: (line: string) => void): Promise<boolean> {
  let offsets: readonly string[] = [];
  if (!empty && (await isEmpty(urls.query))) {
    const summary = await send(urls.ingest, readFileSync(example, 'utf8'));
    say(
      `loaded the example: ${summary.recorded} events about the Panasonic breach of 2021, as public reporting told it`,
    );
    offsets = summary.offsets;
  }
  const told = await incident(urls.query, exampleIncident, offsets);
  if (told === null) return false;
  const changes = await changesOf(urls.query, exampleIncident, disputed);
  say('');
  for (const line of reportFacts(told)) say(line);
  say('');
  say(`When did it begin? The changes of ${disputed}:`);
  for (const line of reportDispute(
    disputed,
    changes.map(({ change }) => change),
  ))
    say(line);
  return true;
}

function addresses(
  { urls, logs }: Services,
  { path, topic, stores }: { path: string; topic: string; stores: readonly string[] },
  say: (line: string) => void,
): void {
  say('');
  say(`ingest     ${urls.ingest}/v1/events`);
  say(`query      ${urls.query}/v1/${path}`);
  say(`changes    ${urls.query}/v1/changes?from=start   and topic ${topic}`);
  say(`health     ${urls.projector}/health/ready (projector), ${urls.notifier}/health/ready (notifier)`);
  for (const store of stores) say(`           ${store}`);
  say(`logs       ${logs}`);
  say('Running. Ctrl-C ends it; what it knows is kept for the next time.');
}

/** Before anything is started: a wrong setting is said at once. */
function checkSettings(env: NodeJS.ProcessEnv): void {
  if ((env['AUTH'] ?? 'none') !== 'none')
    throw new SettingsError([
      {
        name: 'AUTH',
        message: 'must be none for npm start, which is for a machine of your own: start the services by themselves',
      },
    ]);
  const somewhere = { KAFKA_BROKERS: 'localhost:9092', DATABASE_URL: 'postgres://localhost/postgres' };
  readRules(readSettings({ ...somewhere, ...env }, { needs: ['kafka', 'database'] }));
}

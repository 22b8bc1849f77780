import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually, kafkaBrokers, startPipeline, type Pipeline } from '../support/index.js';

const lookEveryMs = 100;
const drainSeconds = 1;

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({ PARTITIONS: '2' });
}, 120_000);

afterAll(() => pipeline.end());

interface Copy {
  readonly url: string;
  stop(): Promise<number | null>;
}

async function start(name: 'ingest' | 'query'): Promise<Copy> {
  const child: ChildProcess = fork(`dist/apps/${name}/src/main.js`, {
    env: {
      ...process.env,
      KAFKA_BROKERS: kafkaBrokers().join(','),
      DATABASE_URL: pipeline.databaseUrl,
      TOPIC_PREFIX: pipeline.prefix,
      PARTITIONS: '2',
      INGEST_PORT: '0',
      QUERY_PORT: '0',
      LOG_LEVEL: 'fatal',
      DRAIN_SECONDS: String(drainSeconds),
    },
    execArgv: [],
  });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  await eventually(async () => (await fetch(`${url}/health/ready`)).ok);
  return {
    url,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      return child.exitCode;
    },
  };
}

/** Sends to whichever copies said last that they are ready, in turn, and tries nothing twice. */
class Balancer {
  private ready: string[] = [];
  private turn = 0;
  private readonly stop = new AbortController();
  private readonly looking: Promise<void>;

  constructor(private readonly copies: () => readonly Copy[]) {
    this.ready = copies().map(({ url }) => url);
    this.looking = this.look();
  }

  /** `undefined` while none is ready. */
  next(): string | undefined {
    this.turn += 1;
    return this.ready[this.turn % this.ready.length];
  }

  sees({ url }: Copy): boolean {
    return this.ready.includes(url);
  }

  async end(): Promise<void> {
    this.stop.abort();
    await this.looking;
  }

  private async look(): Promise<void> {
    while (!this.stop.signal.aborted) {
      const asked = this.copies().map(async ({ url }) => {
        const answer = await fetch(`${url}/health/ready`).catch(() => null);
        return answer?.ok === true ? url : null;
      });
      this.ready = (await Promise.all(asked)).filter((url) => url !== null);
      await delay(lookEveryMs, undefined, { signal: this.stop.signal }).catch(() => undefined);
    }
  }
}

const event = (id: number) =>
  JSON.stringify({
    specversion: '1.0',
    id: `e${id}`,
    source: '/rolling',
    type: 'disclosure.statement.published.v1',
    subject: `rolled-${id % 10}`,
    time: '2026-01-01T00:00:00Z',
    data: { statement: `s${id}`, publisher: { id: 'p', name: 'P', kind: 'media' }, claims: [] },
  });

it('copies that are restarted in turn under load fail no request', async () => {
  const copies = {
    ingest: [await start('ingest'), await start('ingest')],
    query: [await start('query'), await start('query')],
  };
  const balancers = { ingest: new Balancer(() => copies.ingest), query: new Balancer(() => copies.query) };
  const failed: string[] = [];
  let sent = 0;
  let over = false;
  const load = async (name: 'ingest' | 'query') => {
    while (!over) {
      const id = (sent += 1);
      const url = balancers[name].next();
      if (url === undefined) {
        failed.push(`${name}: no copy is ready`);
        return;
      }
      const asked =
        name === 'query'
          ? fetch(`${url}/v1/incidents?limit=5`)
          : fetch(`${url}/v1/events`, {
              method: 'POST',
              headers: { 'content-type': 'application/cloudevents+json' },
              body: event(id),
            });
      const status = await asked.then(
        async (answer) => {
          await answer.text();
          return String(answer.status);
        },
        (error: unknown) => `${String(error)} ${String(error instanceof Error ? error.cause : '')}`,
      );
      if (status !== '200' && status !== '201') failed.push(`${name} ${url}: ${status}`);
    }
  };
  const loads = (['ingest', 'query'] as const).flatMap((name) => Array.from({ length: 4 }, () => load(name)));
  const codes: (number | null)[] = [];
  for (const name of ['ingest', 'query', 'ingest', 'query'] as const)
    for (const place of [0, 1]) {
      const copy = copies[name][place];
      if (copy === undefined) throw new Error('no such copy');
      codes.push(await copy.stop());
      const anew = await start(name);
      copies[name][place] = anew;
      await eventually(() => Promise.resolve(balancers[name].sees(anew)));
    }
  over = true;
  await Promise.all(loads);
  await Promise.all(Object.values(balancers).map((balancer) => balancer.end()));
  await Promise.all(Object.values(copies).flatMap((list) => list.map((copy) => copy.stop())));
  expect({ failed, codes }).toEqual({ failed: [], codes: Array<number>(8).fill(0) });
  expect(sent).toBeGreaterThan(500);
}, 180_000);

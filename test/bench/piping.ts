import { setTimeout as delay } from 'node:timers/promises';
import { changesOf, follow } from './changes.js';
import type { Cluster, Place } from './cluster.js';
import { generate, type GeneratorOptions } from './events/generator.js';
import { fill } from './log.js';
import { watchCpu, type Usage } from './processes.js';
import { prepareStore } from './recording.js';
import { applied, connect, published } from './store.js';
import { reached, stretch } from './stretch.js';

const requestsAtOnce = 3;

export interface Piped {
  /** Events a second. */
  readonly rate: number;
  /** Of which rate and CPU tell. */
  readonly events: number;
  readonly changes: number;
  readonly cpu: Readonly<Record<string, Usage>>;
}

/** The projector alone, on a log that is there. */
export async function projectedAlone(cluster: Cluster, work: GeneratorOptions): Promise<Piped> {
  const place = await cluster.place();
  await fill(cluster, place, generate(work));
  await prepareStore(place.databaseUrl);
  const client = await connect(place.databaseUrl);
  await client.query('CHECKPOINT');
  const projector = await place.start('projector');
  const pids = { projector: projector.pid, ...cluster.pids };
  let used = watchCpu(pids);
  const took = await stretch(
    () => applied(client),
    work.events,
    () => (used = watchCpu(pids)),
  );
  const cpu = used();
  const { changes } = await published(client);
  await client.end();
  await place.drop();
  return { rate: took.count / took.seconds, events: took.count, changes, cpu };
}

/**
 * All four services: events come over HTTP as fast as they are applied, and a consumer reads the changes. What is told is of the
 * time in which events still came in.
 * @param expected about how many changes come out.
 */
export async function piped(cluster: Cluster, work: GeneratorOptions, expected: number): Promise<Piped> {
  const place = await cluster.place();
  const { ingest, pids } = await startAll(cluster, place);
  let read = 0;
  const reader = await follow(cluster, changesOf(place), (values) => (read += values.length));
  const client = await connect(place.databaseUrl);
  await client.query('CHECKPOINT');
  const sending = sendAll(ingest.url, work, place.databaseUrl);
  const begun = await reached(() => Promise.resolve(read), expected / 10);
  const used = watchCpu(pids);
  await sending;
  const ended = { count: read, at: performance.now() };
  const cpu = used();
  await reached(() => applied(client), work.events);
  // Requests overtake each other, and another order makes other changes: how many is known only now.
  const { changes } = await published(client);
  await reached(() => Promise.resolve(read), changes);
  if (read !== changes) throw new Error(`${read} changes were read of ${changes}`);
  await client.end();
  await reader.stop();
  await place.drop();
  const share = (ended.count - begun.count) / changes;
  if (share < 0.4) throw new Error(`only ${Math.round(share * 100)} % came while events were sent`);
  const events = work.events * share;
  return { rate: (events * 1000) / (ended.at - begun.at), events, changes, cpu };
}

/** The four services, and by name the processes of which CPU and memory are told. */
export async function startAll(cluster: Cluster, place: Place) {
  const [ingest, projector, notifier, query] = await Promise.all([
    place.start('ingest'),
    place.start('projector'),
    place.start('notifier'),
    place.start('query'),
  ]);
  const pids = {
    ingest: ingest.pid,
    projector: projector.pid,
    notifier: notifier.pid,
    query: query.pid,
    ...cluster.pids,
  };
  return { ingest, pids };
}

/** At most so many are sent and not applied: enough for large batches, and no backlog that would be worked off at the end. */
function ahead({ events }: GeneratorOptions): number {
  return Math.min(6_000, events / 5);
}

async function sendAll(url: string, work: GeneratorOptions, databaseUrl: string): Promise<void> {
  const events = generate(work);
  const client = await connect(databaseUrl);
  let [sent, known, isOver] = [0, 0, false];
  const watch = async (): Promise<void> => {
    while (!isOver) {
      known = await applied(client);
      await delay(10);
    }
  };
  const send = async (): Promise<void> => {
    for (;;) {
      while (sent - known > ahead(work)) await delay(5);
      const lines = taken(events, Math.min(1_000, work.events / 20));
      if (lines.length === 0) return;
      sent += lines.length;
      const answer = await fetch(`${url}/v1/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        body: lines.join('\n'),
      });
      const text = await answer.text();
      const { recorded } = JSON.parse(text.trim().split('\n').at(-1) ?? '{}') as { recorded?: number };
      if (recorded !== lines.length) throw new Error(`${String(recorded)} of ${lines.length} recorded: ${text}`);
    }
  };
  const watching = watch();
  try {
    await Promise.all(Array.from({ length: requestsAtOnce }, send));
  } finally {
    isOver = true;
    await watching;
    await client.end();
  }
}

function taken(events: Iterator<{ readonly text: string }>, count: number): string[] {
  const lines: string[] = [];
  while (lines.length < count) {
    const next = events.next();
    if (next.done === true) break;
    lines.push(next.value.text);
  }
  return lines;
}

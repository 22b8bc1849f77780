import kafkajs from 'kafkajs';
import { setTimeout as delay } from 'node:timers/promises';
import { changesOf, follow } from '../changes.js';
import { withCluster, type Cluster } from '../cluster.js';
import { generate } from '../events/generator.js';
import { Figures } from '../figures.js';
import type { Part, Series } from '../part.js';
import { piped, projectedAlone, startAll } from '../piping.js';
import { watchCpu, type Usage } from '../processes.js';
import { percentile } from '../statistics.js';
import { applied, connect, published } from '../store.js';
import { reached } from '../stretch.js';

const tickMs = 20;

/** From an event's acceptance to its first change, beside a bare produce-and-consume at the same rate. */
export const latency: Part = {
  name: 'latency',
  run: ({ events: wanted, seed, rounds, quick }, say) =>
    withCluster(async (cluster) => {
      const events = wanted || (quick ? 2000 : 20_000);
      const alone = await projectedAlone(cluster, { events, seed });
      const top = (await piped(cluster, { events, seed }, alone.changes)).rate;
      const perTick = Math.max(1, Math.round((top / 2 / 1000) * tickMs));
      say(`${perTick} events every ${tickMs} ms: half of ${top.toFixed(0)} events/s`);
      const texts = [...generate({ events, seed: seed + 1 })];
      const figures = new Figures();
      const series: Series[] = [];
      for (let round = 1; round <= rounds; round++) {
        say(`round ${round}`);
        const { times: ours, cpu } = await throughPipe(
          cluster,
          texts.map(({ text }) => text),
          perTick,
        );
        const bare = await throughKafka(
          cluster,
          texts.map(({ text }) => text),
          perTick,
        );
        for (const [name, list] of [
          ['pipe', ours],
          ['bare Kafka', bare],
        ] as const)
          for (const share of [0.5, 0.99]) figures.add(`${name}, p${share * 100}`, 'ms', percentile(list, share));
        figures.add('pipe, half of its top rate', 'events/s', (perTick * 1000) / tickMs);
        for (const [name, { cpuSeconds, peakMegabytes }] of Object.entries(cpu)) {
          figures.add(`pipe: CPU of ${name}`, 's/1,000 events', cpuSeconds);
          figures.add(`pipe: peak memory of ${name}`, 'MB', peakMegabytes);
        }
        series.splice(0, series.length, histogram('pipe', ours), histogram('bare Kafka', bare));
      }
      return {
        part: 'latency',
        figures: figures.all,
        goals: [figures.goal('HTTP accepted → change readable', 'pipe, p99', 'bare Kafka, p99', { most: 20 })],
        notes: [
          `Half of the pipe's top rate: a request every ${tickMs} ms. Pipe: from the answer of ingest to the first change of an event that a read_committed consumer reads. Bare Kafka: from the acknowledgement by a kafkajs producer (acks=all) of as many records at once to a kafkajs consumer. Both must read as many as there are.`,
        ],
        series,
      };
    }),
};

/** When each event was accepted and when it was first read; what came too early to be told took no time. */
class Times {
  private readonly accepted = new Map<string, number>();
  private readonly seen = new Map<string, number>();

  accept(ids: readonly string[]): void {
    const now = performance.now();
    for (const id of ids) if (!this.accepted.has(id)) this.accepted.set(id, now);
  }

  see(id: string): void {
    if (!this.seen.has(id)) this.seen.set(id, performance.now());
  }

  /** The first third warms up: four processes compile what they run. */
  get all(): number[] {
    const took = [...this.seen].map(([id, at]) => Math.max(0, at - (this.accepted.get(id) ?? at)));
    return took.slice(Math.floor(took.length / 3));
  }
}

interface Through {
  readonly times: number[];
  /** For 1,000 events, without the first third. */
  readonly cpu: Readonly<Record<string, Usage>>;
}

async function throughPipe(cluster: Cluster, texts: readonly string[], perTick: number): Promise<Through> {
  const place = await cluster.place();
  const { ingest, pids } = await startAll(cluster, place);
  let used = watchCpu(pids);
  let [sent, counted] = [0, texts.length];
  const times = new Times();
  let read = 0;
  const client = await connect(place.databaseUrl);
  const reader = await follow(cluster, changesOf(place), (values) => {
    read += values.length;
    for (const value of values) {
      const change = JSON.parse(String(value)) as { data: { cause: { id: string } } };
      times.see(change.data.cause.id);
    }
  });
  await paced(texts, perTick, async (some) => {
    sent += some.length;
    if (counted === texts.length && sent >= texts.length / 3) {
      used = watchCpu(pids);
      counted = texts.length - sent;
    }
    const answer = await fetch(`${ingest.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: `[${some.join(',')}]`,
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    times.accept(some.map(idOf));
    await answer.arrayBuffer();
  });
  await reached(() => applied(client), texts.length);
  const { changes } = await published(client);
  await reached(() => Promise.resolve(read), changes);
  const cpu = Object.fromEntries(
    Object.entries(used()).map(([name, { cpuSeconds, peakMegabytes }]) => [
      name,
      { cpuSeconds: (cpuSeconds / counted) * 1000, peakMegabytes },
    ]),
  );
  if (read !== changes) throw new Error(`${read} changes were read of ${changes}`);
  await client.end();
  await reader.stop();
  await place.drop();
  return { times: times.all, cpu };
}

async function throughKafka(cluster: Cluster, texts: readonly string[], perTick: number): Promise<number[]> {
  const topic = `bare-${texts.length}-${Math.round(performance.now())}`;
  const kafka = new kafkajs.Kafka({
    brokers: [...cluster.brokers],
    clientId: 'bare',
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 6 }], waitForLeaders: true });
  await admin.disconnect();
  const times = new Times();
  let read = 0;
  const reader = await follow(cluster, topic, (values) => {
    read += values.length;
    for (const value of values) times.see(idOf(String(value)));
  });
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
  await producer.connect();
  await paced(texts, perTick, async (some) => {
    await producer.send({ topic, acks: -1, messages: some.map((value) => ({ key: idOf(value), value })) });
    times.accept(some.map(idOf));
  });
  await reached(() => Promise.resolve(read), texts.length);
  if (read !== texts.length) throw new Error(`${read} records were read of ${texts.length}`);
  await producer.disconnect();
  await reader.stop();
  return times.all;
}

function idOf(text: string): string {
  return /"id":"(e\d+)"/.exec(text)?.[1] ?? '';
}

/** By the clock, however long each takes. */
async function paced(texts: readonly string[], perTick: number, send: (some: readonly string[]) => Promise<void>) {
  const begun = performance.now();
  const sent: Promise<void>[] = [];
  for (let at = 0, tick = 0; at < texts.length; at += perTick, tick++) {
    await delay(Math.max(0, begun + tick * tickMs - performance.now()));
    sent.push(send(texts.slice(at, at + perTick)));
  }
  await Promise.all(sent);
}

function histogram(name: string, list: readonly number[]): Series {
  const most = percentile(list, 0.999);
  const width = Math.max(0.1, most / 40);
  const bins = Array.from({ length: 40 }, (_, n): [number, number] => [(n + 0.5) * width, 0]);
  for (const took of list) {
    const bin = bins[Math.min(39, Math.floor(took / width))];
    if (bin !== undefined) bin[1] += 1;
  }
  return { name, x: 'ms', y: 'events', points: bins };
}

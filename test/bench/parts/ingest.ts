import { Agent, request } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topicNames } from '#contracts';
import { createKafka, ensureTopics, fetchOffsets } from '#kafka';
import { partitions, withCluster, type Cluster, type Place } from '../cluster.js';
import { generate } from '../events/generator.js';
import { Figures } from '../figures.js';
import type { Options, Part, PartResult } from '../part.js';
import { watchCpu } from '../processes.js';
import { KafkaTools } from '../references/kafka-tools.js';
import { startBare } from '../references/start-bare.js';

const inRequest = 1000;
const requestsAtOnce = 3;
const connections = 64;
const TOOL_LONGER = 6;
// What the first ones warm up is not told.
const warmUp = 0.2;

type Say = (line: string) => void;

/** Events over HTTP into the log, beside Kafka's own producer, and beside a Fastify that only validates. */
export const ingest: Part = {
  name: 'ingest',
  run: (options, say) => withCluster((cluster) => run(cluster, options, say)),
};

async function run(cluster: Cluster, options: Options, say: Say): Promise<PartResult> {
  const events = options.events || (options.quick ? 10_000 : 100_000);
  const singles = Math.ceil(events / 3);
  const texts = [...generate({ events, seed: options.seed })].map(({ text }) => text);
  const tools = await KafkaTools.fetched();
  const figures = new Figures();
  for (let round = 1; round <= options.rounds; round++) {
    say(`round ${round}`);
    await measureTool(cluster, tools, texts, figures);
    await measureLines(cluster, texts, figures);
    await measureBare(texts.slice(0, singles), figures);
    await measureSingles(cluster, texts.slice(0, singles), figures);
  }
  return {
    part: 'ingest',
    figures: figures.all,
    goals: [
      figures.goal('ingest, NDJSON of 1,000', 'NDJSON', "Kafka's producer tool", { least: 0.45 }),
      figures.goal('ingest, one event a request', 'one event a request', 'bare Fastify', { least: 0.6 }),
    ],
    notes: [
      `NDJSON: ${inRequest} events a request, ${requestsAtOnce} requests at once. Kafka's producer tool: ProducerPerformance, the same texts as records, acks=all, as many partitions. Both on the same broker.`,
      `One event a request: ${connections} connections that stay open, each for one request after the other. Bare Fastify: the same validation, and nothing is kept. Who sends takes CPU on the same cores.`,
      'What is in the log is counted: as many records as were answered `recorded`.',
    ],
  };
}

async function measureTool(cluster: Cluster, tools: KafkaTools, texts: readonly string[], figures: Figures) {
  const place = await cluster.place();
  const topic = topicNames(place.prefix).events;
  const folder = await mkdtemp(join(tmpdir(), 'corrigenda-payloads-'));
  const kafka = createKafka({ brokers: [...cluster.brokers], clientId: 'bench' });
  try {
    await ensureTopics(kafka, { topics: topicNames(place.prefix), partitions });
    // A JVM that has just started compiles for seconds: the longer it runs, the less of that is in its rate.
    const records = texts.length * TOOL_LONGER;
    const work = { records, payloads: texts, folder };
    figures.add("Kafka's producer tool", 'events/s', await tools.produce(cluster.brokers, topic, work));
    figures.add("Kafka's consumer tool", 'events/s', await tools.consume(cluster.brokers, topic, records));
  } finally {
    await kafka.close();
    await rm(folder, { recursive: true });
    await place.drop();
  }
}

async function measureLines(cluster: Cluster, texts: readonly string[], figures: Figures) {
  const bodies: string[] = [];
  for (let at = 0; at < texts.length; at += inRequest) bodies.push(texts.slice(at, at + inRequest).join('\n'));
  await measure('NDJSON', cluster, texts.length, figures, async (url, onWarm) => {
    const next = bodies.entries();
    const send = async () => {
      for (const [i, body] of next) {
        if (i === Math.floor(bodies.length * warmUp)) onWarm(i * inRequest);
        const answer = await post(url, 'application/x-ndjson', body);
        const summary = JSON.parse(answer.trimEnd().split('\n').at(-1) ?? '') as { recorded: number; lines: number };
        if (summary.recorded !== summary.lines) throw new Error(answer);
      }
    };
    await Promise.all(Array.from({ length: requestsAtOnce }, send));
  });
}

async function measureSingles(cluster: Cluster, texts: readonly string[], figures: Figures) {
  await measure('one event a request', cluster, texts.length, figures, (url, onWarm) =>
    sendOneByOne(url, texts, onWarm),
  );
}

async function measureBare(texts: readonly string[], figures: Figures) {
  const bare = await startBare('bare-ingest');
  let warm = { at: performance.now(), sent: 0 };
  await sendOneByOne(bare.url, texts, (sent) => (warm = { at: performance.now(), sent }));
  figures.add('bare Fastify', 'events/s', ((texts.length - warm.sent) * 1000) / (performance.now() - warm.at));
  await bare.stop();
}

type Send = (url: string, onWarm: (sent: number) => void) => Promise<void>;

async function measure(name: string, cluster: Cluster, events: number, figures: Figures, send: Send): Promise<void> {
  const place = await cluster.place();
  const service = await place.start('ingest');
  const pids = { ingest: service.pid, kafka: cluster.pids.kafka };
  let used = watchCpu(pids);
  let warm = { at: performance.now(), sent: 0 };
  await send(service.url, (sent) => {
    used = watchCpu(pids);
    warm = { at: performance.now(), sent };
  });
  const seconds = (performance.now() - warm.at) / 1000;
  const measured = events - warm.sent;
  figures.add(name, 'events/s', measured / seconds);
  for (const [process, { cpuSeconds, peakMegabytes }] of Object.entries(used())) {
    figures.add(`${name}: CPU of ${process}`, 's/1,000 events', (cpuSeconds / measured) * 1000);
    figures.add(`${name}: peak memory of ${process}`, 'MB', peakMegabytes);
  }
  const there = await recordsIn(cluster, place);
  if (there !== events) throw new Error(`${there} of ${events} are in the log`);
  await place.drop();
}

async function recordsIn(cluster: Cluster, place: Place): Promise<number> {
  const kafka = createKafka({ brokers: [...cluster.brokers], clientId: 'bench' });
  try {
    const ends = await fetchOffsets(kafka, topicNames(place.prefix).events);
    return ends.reduce((sum, { high }) => sum + Number(high), 0);
  } finally {
    await kafka.close();
  }
}

async function sendOneByOne(url: string, texts: readonly string[], onWarm: (sent: number) => void): Promise<void> {
  const next = texts.entries();
  const send = async () => {
    for (const [i, text] of next) {
      if (i === Math.floor(texts.length * warmUp)) onWarm(i);
      await post(url, 'application/cloudevents+json', text);
    }
  };
  await Promise.all(Array.from({ length: connections }, send));
}

const agent = new Agent({ keepAlive: true, maxSockets: connections });

/** @throws unless all is recorded. */
function post(url: string, contentType: string, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': contentType, 'content-length': Buffer.byteLength(body) };
    const sent = request(`${url}/v1/events`, { agent, method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('error', reject).once('end', () => {
        if (response.statusCode === 200 || response.statusCode === 201) resolve(text);
        else reject(new Error(`${String(response.statusCode)}: ${text}`));
      });
    });
    sent.once('error', reject).end(body);
  });
}

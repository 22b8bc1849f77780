import { withCluster, type Cluster } from '../cluster.js';
import { generate, type GeneratedEvent, type GeneratorOptions } from '../events/generator.js';
import { Figures } from '../figures.js';
import { fill } from '../log.js';
import type { Goal, Options, Part, PartResult } from '../part.js';
import { usageOf, watchCpu } from '../processes.js';
import { prepareStore, record, type RecordedBatch } from '../recording.js';
import { PlainConsumer } from '../references/plain-consumer.js';
import { SqlLimit, type How } from '../references/sql-limit.js';
import { applied, connect, counts, mustBe, type Counts } from '../store.js';
import { stretch, type Stretch } from '../stretch.js';

// As large as those of the projector are in a log of such events: a fetch of half a megabyte.
const inTransaction = 490;

/** From the log to committed read models and changes. */
export const projection: Part = {
  name: 'projection',
  run: (options, say) => withCluster((cluster) => run(cluster, options, say)),
};

async function run(cluster: Cluster, options: Options, say: (line: string) => void): Promise<PartResult> {
  const events = options.events || (options.quick ? 2000 : 20_000);
  const figures = new Figures();
  const goals: Goal[] = [];
  for (const meanClaims of [2.3, 5]) {
    const work: GeneratorOptions = { events, seed: options.seed, meanClaims };
    const name = `at ${meanClaims} claims`;
    const wanted = await recorded(cluster, [...generate(work)], inTransaction);
    const plain = await recorded(cluster, [...generate({ ...work, events: Math.min(events, 2000) })], 1);
    say(`${name}: ${events} events make ${JSON.stringify(wanted.counts)}`);
    for (let round = 1; round <= options.rounds; round++) {
      say(`${name}, round ${round}`);
      await ours(cluster, work, wanted.counts, name, figures);
      await limit(cluster, wanted, 'insert', name, figures);
      await limit(cluster, wanted, 'copy', name, figures);
      for (const atOnce of [1, 3]) await peer(cluster, plain, atOnce, name, figures);
    }
    goals.push(
      figures.goal(`projection ${name}`, `projector, ${name}`, `SQL by INSERT, ${name}`, { least: 0.8 }),
      figures.goal(`projection ${name}`, `projector, ${name}`, `SQL by COPY, ${name}`, {}),
      figures.goal(`projection ${name}`, `projector, ${name}`, `plain consumer, 3 at once, ${name}`, { least: 25 }),
    );
  }
  return {
    part: projection.name,
    figures: figures.all,
    goals,
    notes: [
      "SQL by INSERT: for each of the projector's batches of 1,000 events, recorded beforehand, what it deletes and updates is deleted and updated by one statement a table, and its new rows come by one INSERT … SELECT FROM json_to_recordset a table; two connections, each with half of the partitions; nothing is parsed, computed or read.",
      'SQL by COPY: the same, with new rows by COPY, as the projector writes them.',
      'Plain consumer: kafkajs eachMessage and TypeORM save of the same rows, known beforehand, a transaction an event; over the first 2,000 events.',
      'Every run was counted: each table has as many rows as the recorded run left.',
    ],
  };
}

interface Recorded {
  readonly events: readonly GeneratedEvent[];
  readonly batches: readonly RecordedBatch[];
  readonly counts: Counts;
}

async function recorded(cluster: Cluster, events: readonly GeneratedEvent[], size: number): Promise<Recorded> {
  const place = await cluster.place();
  const batches = await record(place.databaseUrl, events, size);
  const found = await countsOf(place.databaseUrl);
  await place.drop();
  const duplicates = events.filter(({ duplicate }) => duplicate).length;
  if (found.event + duplicates !== events.length) throw new Error(`${found.event} events and ${duplicates} duplicates`);
  return { events, batches, counts: found };
}

async function ours(cluster: Cluster, work: GeneratorOptions, wanted: Counts, name: string, figures: Figures) {
  const place = await cluster.place();
  await fill(cluster, place, generate(work));
  await prepareStore(place.databaseUrl);
  const client = await connect(place.databaseUrl);
  await client.query('CHECKPOINT');
  const projector = await place.start('projector');
  let used = watchCpu({ projector: projector.pid, ...cluster.pids });
  const took = await stretch(
    () => applied(client),
    work.events,
    () => (used = watchCpu({ projector: projector.pid, ...cluster.pids })),
  );
  figures.add(`projector, ${name}`, 'events/s', rate(took));
  for (const [process, { cpuSeconds, peakMegabytes }] of Object.entries(used())) {
    figures.add(`projector, ${name}: CPU of ${process}`, 's/1,000 events', (cpuSeconds / took.count) * 1000);
    figures.add(`projector, ${name}: peak memory of ${process}`, 'MB', peakMegabytes);
  }
  mustBe(`the projector, ${name}`, await counts(client), wanted);
  await client.end();
  await place.drop();
}

async function limit(
  cluster: Cluster,
  { events, batches, counts: wanted }: Recorded,
  how: How,
  name: string,
  figures: Figures,
) {
  const place = await cluster.place();
  await prepareStore(place.databaseUrl);
  const reference = await SqlLimit.on(place.databaseUrl, batches, how);
  const client = await connect(place.databaseUrl);
  await client.query('CHECKPOINT');
  const before = { cpu: usageOf(cluster.pids.postgres).cpuSeconds, at: performance.now(), count: 0 };
  let begun: typeof before | undefined;
  await reference.run((count) => {
    if (count >= events.length / 10)
      begun ??= { cpu: usageOf(cluster.pids.postgres).cpuSeconds, at: performance.now(), count };
  });
  const { cpu, at, count } = begun ?? before;
  const seconds = (performance.now() - at) / 1000;
  const done = events.length - count;
  const label = `SQL by ${how.toUpperCase()}, ${name}`;
  figures.add(label, 'events/s', rate({ count: done, seconds }));
  figures.add(
    `${label}: CPU of postgres`,
    's/1,000 events',
    ((usageOf(cluster.pids.postgres).cpuSeconds - cpu) / done) * 1000,
  );
  mustBe(label, await counts(client), wanted);
  await client.end();
  await reference.end();
  await place.drop();
}

async function peer(
  cluster: Cluster,
  { events, batches, counts: wanted }: Recorded,
  atOnce: number,
  name: string,
  figures: Figures,
) {
  const place = await cluster.place();
  await fill(cluster, place, events);
  await prepareStore(place.databaseUrl);
  const consumer = await PlainConsumer.on(cluster, place, batches);
  let done = 0;
  await consumer.start(atOnce, () => (done += 1));
  const took = await stretch(() => Promise.resolve(done), events.length);
  const label = `plain consumer, ${atOnce} at once, ${name}`;
  figures.add(label, 'events/s', rate(took));
  await consumer.end();
  mustBe(label, await countsOf(place.databaseUrl), wanted);
  await place.drop();
}

async function countsOf(url: string): Promise<Counts> {
  const client = await connect(url);
  const found = await counts(client);
  await client.end();
  return found;
}

function rate({ count, seconds }: Stretch): number {
  return count / seconds;
}

import { read, sendLines } from '../support/client.js';
import { disclosureWith } from '../support/disclosure.js';
import {
  eventually,
  freshDatabase,
  kafkaBrokers,
  startPipeline,
  type FreshDatabase,
  type Pipeline,
} from '../support/index.js';
import { query } from '../support/store.js';
import {
  everythingPublished,
  factsOfLog,
  factsTold,
  incidentsOfLog,
  linesOfSeed,
  statesThatDiffer,
} from '../support/told.js';
import { sift } from '../oracle/log.js';
import { readLog } from '../oracle/pipeline/read-log.js';
import { seeds } from '../oracle/seeds.js';

const partitions = 3;
const linesOf = (seed: number) => linesOfSeed(seed, partitions);
const patience = { timeout: 60_000 };
const services = ['projector', 'notifier', 'query'] as const;

describe('a store that was lost, and topics that were kept', () => {
  let pipeline: Pipeline;
  let fresh: FreshDatabase;
  let restored: Pipeline;

  beforeAll(async () => {
    pipeline = await startPipeline({ PARTITIONS: String(partitions) });
    fresh = await freshDatabase();
    restored = { ...pipeline, databaseUrl: fresh.url };
    await sendLines(pipeline, seeds(30).flatMap(linesOf));
    await eventually(async () => {
      const { partitions: found } = await read<{ partitions: { lag: number }[] }>(pipeline, '/v1/ops/projection');
      return found.every(({ lag }) => lag === 0);
    });
    await everythingPublished(pipeline);
    for (const name of services) await pipeline.stop(name);
  }, 120_000);
  afterAll(async () => {
    await pipeline.end();
    await fresh.drop();
  });

  const rebuild = (...args: string[]) =>
    disclosureWith({ PARTITIONS: String(partitions) }, restored, pipeline.prefix, 'rebuild', ...args);
  const told = (of: Pipeline) =>
    query(
      of,
      `SELECT partition, sequence, incident_id, kind, fact, item, version, organisations, sectors, cause_subject, cause_source, cause_id,
              cause_partition, cause_offset, event::text AS event FROM change ORDER BY partition, sequence`,
    );

  it('nothing is told again: the services say what to do', async () => {
    await sendLines(pipeline, [101, 102].flatMap(linesOf));
    // They are not ready before the store is read back, however long that takes.
    for (const name of services) void pipeline.start(name, { DATABASE_URL: fresh.url }).catch(() => undefined);
    await eventually(async () => {
      const response = await fetch(`${pipeline.url('projector')}/health/ready`);
      return response.status === 503 && (await response.text()).includes('disclosure rebuild');
    }, patience);
    await eventually(async () => (await fetch(`${pipeline.url('query')}/v1/incidents`)).status === 503, patience);
    expect(await query(restored, 'SELECT count(*)::int AS count FROM change')).toEqual([{ count: 0 }]);
  }, 150_000);

  it('is read back, however often that is killed, and only what had not been told is told', async () => {
    for (const line of ['"restoring"', 'dead-letters', '"building"', '"built"', '"holding"']) {
      const run = rebuild('--announce-at-most', '0');
      await eventually(() => run.child.exitCode !== null || run.output().includes(line), { every: 1 });
      run.child.kill('SIGKILL');
      await run.ended;
    }
    const [served] = await query<{ count: number }>(
      restored,
      `SELECT count(*)::int AS count FROM generation WHERE state = 'served'`,
    );
    if (served?.count === 0) {
      const { code, output } = await rebuild('--announce-at-most', '0').ended;
      expect(output).toContain('"changes":0');
      expect(code).toBe(0);
    }
    for (const name of services)
      await eventually(async () => (await fetch(`${pipeline.url(name)}/health/ready`)).ok, patience);
    await eventually(async () => {
      const { partitions: found } = await read<{ partitions: { lag: number }[] }>(restored, '/v1/ops/projection');
      return found.every(({ lag }) => lag === 0);
    });
    const before = await told(pipeline);
    const after = await told(restored);
    const places = new Set(before.map(({ partition, sequence }) => `${String(partition)} ${String(sequence)}`));
    expect(after.filter(({ partition, sequence }) => places.has(`${String(partition)} ${String(sequence)}`))).toEqual(
      before,
    );
    expect(after.length).toBeGreaterThan(before.length);
    expect(await query(restored, `SELECT 1 FROM change WHERE cause_source = '/rebuild'`)).toEqual([]);
    await everythingPublished(restored);
    const target = { brokers: kafkaBrokers(), prefix: pipeline.prefix, queryUrl: '', databaseUrl: fresh.url };
    const sifted = sift(await readLog(target));
    expect(await factsTold(restored, incidentsOfLog(sifted))).toEqual(factsOfLog(sifted));
    expect(await statesThatDiffer(restored)).toEqual([]);
  }, 240_000);

  it('has the same dead letters and the same speakers as the store that was lost', async () => {
    const letters = `SELECT partition, "offset", reason, subject, source, id, value FROM dead_letter WHERE subject NOT LIKE 'log-10_-%' ORDER BY 1, 2`;
    expect(await query(restored, letters)).toEqual(await query(pipeline, letters));
    const speakers = `SELECT * FROM incident_speaker WHERE incident_id NOT LIKE 'log-10_-%' ORDER BY 1, 2, 3`;
    expect(await query(restored, speakers)).toEqual(await query(pipeline, speakers));
  });
});

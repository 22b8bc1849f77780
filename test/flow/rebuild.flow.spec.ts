import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read, sendLines } from '../support/client.js';
import { disclosureWith, type Run } from '../support/disclosure.js';
import { eventually, kafkaBrokers, startPipeline, type Pipeline } from '../support/index.js';
import { changeHeads, query } from '../support/store.js';
import {
  everythingPublished,
  factsOfLog,
  factsTold,
  incidentsOfLog,
  linesOfSeed,
  statesThatDiffer,
} from '../support/told.js';
import type { Policy } from '../oracle/rules.js';
import { sift, type Sifted } from '../oracle/log.js';
import { readLog } from '../oracle/pipeline/read-log.js';
import type { Target } from '../oracle/pipeline/target.js';
import { seeds } from '../oracle/seeds.js';

const partitions = 3;
const REFUSED = 3;
const linesOf = (seed: number) => linesOfSeed(seed, partitions);
const perGeneration = ['event', 'incident', 'link', 'statement', 'statement_revision', 'fact', 'position', 'dispute'];

/** The ranks turned round: whoever counted least counts most. */
const upsideDown: Policy = {
  name: 'upside-down',
  ranks: {
    'threat-actor': 60,
    aggregator: 50,
    media: 40,
    researcher: 30,
    affected: 20,
    investigator: 10,
    authority: 5,
    other: 0,
  },
  facts: {},
};

describe('rebuilding the read models', () => {
  let pipeline: Pipeline;
  let target: Target;
  let sifted: Sifted;
  let policyFile: string;
  let next = 1;

  beforeAll(async () => {
    policyFile = join(await mkdtemp(join(tmpdir(), 'policy-')), 'policy.json');
    await writeFile(policyFile, JSON.stringify(upsideDown));
    pipeline = await startPipeline({ PARTITIONS: String(partitions) });
    target = {
      brokers: kafkaBrokers(),
      prefix: pipeline.prefix,
      queryUrl: pipeline.url('query'),
      databaseUrl: pipeline.databaseUrl,
    };
    await send(seeds(40));
  }, 120_000);
  afterAll(() => pipeline.end());

  const rebuild = (...args: string[]) => rebuildWith({}, ...args);
  const rebuildWith = (environment: Readonly<Record<string, string>>, ...args: string[]): Run =>
    disclosureWith({ PARTITIONS: String(partitions), ...environment }, pipeline, pipeline.prefix, 'rebuild', ...args);
  const done = async (run: Run) => {
    const { code, output } = await run.ended;
    expect(output).toContain('is served');
    expect(code).toBe(0);
    return output;
  };
  async function send(of: readonly number[]) {
    const { summary } = await sendLines(pipeline, of.flatMap(linesOf));
    next = Math.max(next, ...of) + 1;
    await caughtUp();
    return summary;
  }
  const caughtUp = () =>
    eventually(
      async () => {
        const { partitions: found } = await read<{ partitions: { lag: number }[] }>(pipeline, '/v1/ops/projection');
        return found.every(({ lag }) => lag === 0);
      },
      { timeout: 60_000 },
    );
  const generation = async () => (await read<{ generation: string }>(pipeline, '/v1/ops/projection')).generation;
  const rowsOf = async (schema: string, table: string) => {
    const rows = await query<{ row: string }>(pipeline, `SELECT t::text AS row FROM ${schema}.${table} t ORDER BY 1`);
    return rows.map(({ row }) => row);
  };
  const allPublished = () => everythingPublished(pipeline);
  const everyIncident = () => incidentsOfLog(sifted);
  const factsBy = (policy?: Policy) => factsOfLog(sifted, policy);
  const toldByTopic = async () => {
    await allPublished();
    return factsTold(pipeline, everyIncident());
  };
  const statesAreThoseOfTheApi = async () => {
    await allPublished();
    expect(await statesThatDiffer(pipeline)).toEqual([]);
  };

  it('with the same rules announces nothing, and comes to the same rows', async () => {
    const heads = await changeHeads(pipeline);
    const output = await done(rebuild('--announce-at-most', '0'));
    expect(output).toContain('"changes":0,"incidents":0,"dead":0');
    expect(await generation()).toBe('g2');
    for (const table of perGeneration) expect(await rowsOf('g2', table)).toEqual(await rowsOf('g1', table));
    const applied = (schema: string) =>
      query(pipeline, `SELECT partition, next, last_offset, last_hash FROM ${schema}.projection_offset ORDER BY 1`);
    expect(await applied('g2')).toEqual(await applied('g1'));
    expect(await changeHeads(pipeline)).toEqual(heads);
    const old = await rowsOf('g1', 'event');
    await send([next, next + 1, next + 2]);
    expect(await rowsOf('g1', 'event')).toEqual(old);
    sifted = sift(await readLog(target));
    expect(await toldByTopic()).toEqual(factsBy());
    await statesAreThoseOfTheApi();
  }, 120_000);

  it('nobody who reads notices: no error, no older answer, while events are sent and projectors are killed', async () => {
    const reading = new AbortController();
    const seen: string[] = [];
    const versions = new Map<string, number>();
    const reader = (async () => {
      while (!reading.signal.aborted) {
        for (const id of ['log-1-0', 'log-7-0', 'log-30-0']) {
          const response = await fetch(`${pipeline.url('query')}/v1/incidents/${id}`);
          const body = (await response.json()) as { version?: number };
          const version = body.version ?? 0;
          if (![200, 308].includes(response.status) || version < (versions.get(id) ?? 0))
            seen.push(`${id} ${response.status} ${version}`);
          versions.set(id, version);
        }
      }
    })();
    const before = await generation();
    const run = rebuild('--announce-at-most', '0');
    for (let i = 0; i < 4; i += 1) {
      await sendLines(pipeline, [next, next + 1, next + 2].flatMap(linesOf));
      next += 3;
      if (i % 2 === 0) {
        await pipeline.kill('projector');
        await pipeline.start('projector');
      }
    }
    await done(run);
    await caughtUp();
    reading.abort();
    await reader;
    expect(seen).toEqual([]);
    expect(await generation()).not.toBe(before);
    sifted = sift(await readLog(target));
    expect(await toldByTopic()).toEqual(factsBy());
    await statesAreThoseOfTheApi();
  }, 180_000);

  it('is thrown away: what is being built, and then what is retired', async () => {
    const served = await generation();
    const run = rebuildWith({ POLICY_FILE: policyFile }, '--announce-at-most', '0');
    const { code, output } = await run.ended;
    expect(output).toMatch(/announces \d+ changes on \d+ incidents\. Nobody is there to agree/);
    expect(code).toBe(REFUSED);
    const { output: shown } = await rebuild('status', '--json').ended;
    const { generations } = JSON.parse(shown) as { generations: { state: string; generation: string }[] };
    expect(generations.filter(({ state }) => state === 'served')).toEqual([
      expect.objectContaining({ generation: served }) as unknown,
    ]);
    expect(generations.filter(({ state }) => state === 'building')).toHaveLength(1);
    expect((await rebuild('throw-away').ended).output).toContain('dropped g');
    expect((await rebuild('throw-away').ended).output).toContain('dropped g1');
    expect((await rebuild('throw-away').ended).code).toBe(REFUSED);
    const audit = await query<{ action: string; principal: string; detail: object }>(
      pipeline,
      `SELECT action, principal, detail FROM public.audit WHERE service = 'cli' ORDER BY id`,
    );
    expect(audit.slice(-2)).toEqual([
      {
        action: 'rebuild throw-away',
        principal: expect.stringMatching(/^local:/),
        detail: { dropped: [expect.any(String)] },
      },
      {
        action: 'rebuild throw-away',
        principal: expect.stringMatching(/^local:/),
        detail: { dropped: expect.arrayContaining(['g1']) },
      },
    ]);
    expect(audit.map(({ action }) => action)).toContain('rebuild');
    expect(await query(pipeline, 'SELECT state FROM generation')).toEqual([{ state: 'served' }]);
    expect(await generation()).toBe(served);
  }, 180_000);

  it('by another policy tells exactly what the oracle expects, each once, however often it is killed', async () => {
    await allPublished();
    const before = factsBy();
    const after = factsBy(upsideDown);
    const expected = everyIncident().flatMap((incident) => {
      const [old, now] = [before[incident] ?? {}, after[incident] ?? {}];
      const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
      return keys
        .filter((key) => JSON.stringify(old[key] ?? null) !== JSON.stringify(now[key] ?? null))
        .map((key) => ({ incident, key, before: old[key] ?? null, after: now[key] ?? null }));
    });
    expect(expected.length).toBeGreaterThan(10);
    const heads = await changeHeads(pipeline);
    const served = await generation();
    const environment = { POLICY_FILE: policyFile };
    for (const line of ['"building"', '"built"', '"comparing"', '"announcing"', '"holding"']) {
      const run = rebuildWith(environment, '--yes');
      await eventually(() => run.child.exitCode !== null || run.output().includes(line), { every: 1 });
      run.child.kill('SIGKILL');
      await run.ended;
    }
    for (let kills = 0; kills < 8 && (await generation()) === served; kills += 1) {
      const run = rebuildWith(environment, '--yes');
      await eventually(() => run.child.exitCode !== null || run.output().includes('"holding"'), { every: 1 });
      const until = performance.now() + kills * 20;
      await eventually(() => performance.now() >= until, { every: 1 });
      run.child.kill('SIGKILL');
      await run.ended;
    }
    if ((await generation()) === served) await done(rebuildWith(environment, '--yes'));
    const told = await query<{ event: { data: Record<string, unknown> } }>(
      pipeline,
      `SELECT event FROM change WHERE cause_source = '/rebuild' ORDER BY partition, sequence`,
    );
    const found = told.map(({ event: { data } }) => ({
      incident: data['incident'],
      key: `${String(data['fact'])} ${typeof data['item'] === 'string' ? data['item'] : ''}`,
      before: data['before'],
      after: data['after'],
    }));
    const order = (a: { incident: unknown; key: string }, b: { incident: unknown; key: string }) =>
      `${String(a.incident)} ${a.key}` < `${String(b.incident)} ${b.key}` ? -1 : 1;
    expect(found.sort(order)).toEqual(expected.sort(order));
    const total = (counts: Map<number, number>) => [...counts.values()].reduce((a, b) => a + b);
    expect(total(await changeHeads(pipeline))).toBe(total(heads) + expected.length);
    // Services that have the old policy stand still rather than mix the two.
    await eventually(async () => (await fetch(`${pipeline.url('notifier')}/health/ready`)).status === 503);
    for (const name of ['projector', 'notifier', 'query'] as const) {
      await pipeline.stop(name);
      await pipeline.start(name, environment);
    }
    target = { ...target, queryUrl: pipeline.url('query') };
    await send([next, next + 1]);
    sifted = sift(await readLog(target));
    expect(await toldByTopic()).toEqual(factsBy(upsideDown));
    await statesAreThoseOfTheApi();
  }, 240_000);
});

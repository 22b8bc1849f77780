import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeadLetterView, IncidentView } from '#contracts';
import { read, sendLines } from '../support/client.js';
import { disclosure } from '../support/disclosure.js';
import { eventually, startPipeline, type Pipeline } from '../support/index.js';
import { query } from '../support/store.js';
import { published, sendStraight } from '../support/story-of-a-secret.js';

const MANY = 1_500;
const [REFUSED_SOME, WRONG_USE, NOBODY_SAID_YES, BROKEN_OFF] = [1, 2, 3, 4];

/** Of a fact that the vocabulary does not name so far. */
function unheardOf(id: string, incident: string, cats: number): string {
  const event = JSON.parse(published(id, incident, 1)) as { readonly data: object };
  const claims = [{ fact: 'exposure.cats', stance: 'affirmed', value: cats }];
  return JSON.stringify({ ...event, data: { ...event.data, statement: id, claims } });
}

describe('an operator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'operate-'));
  const file = (name: string, lines: readonly string[] = []): string => {
    const path = join(folder, name);
    if (lines.length > 0) writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  };
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await startPipeline({ PARTITIONS: '2' });
  }, 120_000);
  afterAll(async () => {
    await pipeline.end();
    rmSync(folder, { recursive: true });
  });

  const run = (...args: readonly string[]) => disclosure(pipeline, pipeline.prefix, ...args);
  const done = async (code: number, ...args: readonly string[]) => {
    const ended = await run(...args).ended;
    expect([args, ended.code, ended.code === code ? '' : ended.output]).toEqual([args, code, '']);
    return ended;
  };
  const letters = async (...filter: readonly string[]): Promise<DeadLetterView[]> => {
    const { result } = await done(0, 'dead-letters', 'list', '--json', '--limit', '5000', ...filter);
    return result.trim() === ''
      ? []
      : result
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as DeadLetterView);
  };
  const dead = (count: number) =>
    eventually(async () => (await query(pipeline, 'SELECT 1 FROM dead_letter')).length === count);
  const applied = () =>
    eventually(async () => {
      const { partitions } = await read<{ partitions: { lag: number }[] }>(pipeline, '/v1/ops/projection');
      return partitions.every(({ lag }) => lag === 0);
    });

  it('imports files: what is refused is named by file and line, what comes twice is applied once', async () => {
    const good = [1, 2, 3].map((n) => published(`e${n}`, `incident-${n}`, n));
    const mixed = file('mixed.ndjson', [
      good[0] ?? '',
      '',
      'no JSON',
      good[0] ?? '',
      good[1] ?? '',
      '{"id":"x"}',
      good[2] ?? '',
    ]);
    const { output, result } = await done(REFUSED_SOME, 'import', mixed, '--errors', file('errors.ndjson'));
    expect(result).toBe('4 recorded (1 of them repeated), 2 refused\n');
    expect(output).toMatch(/mixed\.ndjson:3: .*is not JSON/);
    expect(output).toMatch(/mixed\.ndjson:6: /);
    const errors = readFileSync(file('errors.ndjson'), 'utf8').trim().split('\n');
    expect(errors.map((line) => JSON.parse(line) as object)).toMatchObject([{ line: 3, text: 'no JSON' }, { line: 6 }]);
    await applied();
    expect(await query(pipeline, 'SELECT id FROM event ORDER BY id')).toEqual([
      { id: 'e1' },
      { id: 'e2' },
      { id: 'e3' },
    ]);
  }, 120_000);

  it('goes on with an import where it was killed, and where ingest was away', async () => {
    const lines = Array.from({ length: 6_000 }, (_, n) => published(`b${n}`, `bulk-${n % 50}`, n));
    const args = ['import', file('bulk.ndjson', lines), '--state', file('bulk.state')];
    const first = run(...args);
    await eventually(() => readFileSync(file('bulk.state'), 'utf8') !== '', { every: 5 });
    first.child.kill('SIGKILL');
    await first.ended;
    await pipeline.stop('ingest');
    const { output } = await done(BROKEN_OFF, ...args, '--give-up-after', '1');
    expect(output).toMatch(/bulk\.ndjson:\d+: Nobody answers at .*go on with the same command/);
    await pipeline.start('ingest');
    const { result } = await done(0, ...args, '--json');
    const { recorded } = JSON.parse(result) as { recorded: number };
    expect(recorded).toBeLessThan(lines.length);
    await applied();
    expect(await query(pipeline, `SELECT 1 FROM event WHERE id LIKE 'b%'`)).toHaveLength(lines.length);
  }, 120_000);

  it('looks at what died, and sends one again as it should be', async () => {
    await sendStraight(pipeline, 'broken', [published('p1', 'broken', 7).slice(0, -9)]);
    await sendLines(pipeline, [published('e1', 'incident-1', 99)]);
    await dead(2);
    const [cut] = await letters('--reason', 'undecodable');
    const at = cut?.offset ?? '';
    const { result: shown } = await done(0, 'dead-letters', 'show', at);
    expect(shown).toMatch(/reason +undecodable[\s\S]*key +broken[\s\S]*"subject":"broken"/);
    const { output: refused } = await done(REFUSED_SOME, 'dead-letters', 'redrive', at);
    expect(refused).toMatch(/It is not JSON/);
    const { result } = await done(
      0,
      'dead-letters',
      'redrive',
      at,
      '--edit',
      file('mended.json', [published('p1', 'broken', 7)]),
    );
    expect(result).toMatch(new RegExp(`^${at} sent to \\d@\\d+\n$`));
    await applied();
    expect((await read<IncidentView>(pipeline, '/v1/incidents/broken')).facts).toMatchObject([{ value: 7 }]);
    expect((await letters('--sent')).map(({ offset, value }) => [offset, value])).toEqual([[at, cut?.value]]);
    const { output: again } = await done(REFUSED_SOME, 'dead-letters', 'redrive', at);
    expect(again).toMatch(/sent again already/);
    const { output: reused } = await done(REFUSED_SOME, 'dead-letters', 'redrive', '--all', '--dry-run');
    expect(reused).toMatch(/1 id-reused: 0 can be sent, 1 cannot/);
  }, 120_000);

  it('sends all again once the vocabulary knows them, though the service is killed meanwhile', async () => {
    const events = Array.from({ length: MANY }, (_, n) => unheardOf(`c${n}`, `cats-${n % 20}`, n % 20));
    await sendStraight(pipeline, 'cats', events);
    await dead(2 + MANY);
    const { output: none } = await done(
      REFUSED_SOME,
      'dead-letters',
      'redrive',
      '--all',
      '--reason',
      'invalid',
      '--dry-run',
    );
    expect(none).toMatch(`${MANY} invalid: 0 can be sent, ${MANY} cannot`);
    const facts = { 'exposure.cats': { type: 'count' } };
    const more = { VOCABULARY_FILE: file('vocabulary.json', [JSON.stringify({ version: 2, facts })]) };
    await Promise.all([pipeline.stop('projector'), pipeline.stop('query')]);
    await Promise.all([pipeline.start('projector', more), pipeline.start('query', more)]);
    const all = ['dead-letters', 'redrive', '--all', '--reason', 'invalid'];
    const { output: asked } = await done(NOBODY_SAID_YES, ...all);
    expect(asked).toMatch(`Send ${MANY} dead letters again? Nobody is there to ask`);
    const noted = async () =>
      (await query(pipeline, 'SELECT 1 FROM dead_letter WHERE redriven IS NOT NULL')).length - 1;
    const cut = run(...all, '--yes');
    await eventually(async () => (await noted()) > 0, { every: 1 });
    await pipeline.kill('query');
    const { code, output } = await cut.ended;
    expect([code, output]).toEqual([1, expect.stringMatching(/were sent, then: .*Start it again/)]);
    const before = await noted();
    expect(before).toBeLessThan(MANY);
    await pipeline.start('query', more);
    const { result } = await done(0, ...all, '--yes');
    expect(result).toBe(`${MANY - before} sent, 0 refused\n`);
    await applied();
    expect(await noted()).toBe(MANY);
    expect(await letters('--unsent')).toHaveLength(1);
    expect(await query(pipeline, `SELECT 1 FROM event WHERE id LIKE 'c%'`)).toHaveLength(MANY);
    const { facts: told, statementCount } = await read<IncidentView>(pipeline, '/v1/incidents/cats-7');
    expect([told, statementCount]).toMatchObject([[{ fact: 'exposure.cats', value: 7 }], MANY / 20]);
  }, 120_000);

  it('sees how far everything is, and what changed', async () => {
    const lag = await eventually(async () => {
      const { result } = await done(0, 'lag', '--json');
      const { partitions } = JSON.parse(result) as {
        partitions: { lag: number; changes: { unsent: number; head: number } }[];
      };
      return partitions.every((one) => one.lag === 0 && one.changes.unsent === 0) && partitions;
    });
    const { result: table } = await done(0, 'lag');
    expect(table).toMatch(/^partition +end +applied +lag/);
    const { result: offsets } = await done(0, 'offsets');
    expect(offsets).toMatch(/ 1 +\d+ +\d+ +the same +\d+\n/);
    expect((await done(NOBODY_SAID_YES, 'offsets', 'resend', '0')).output).toMatch(/has lost nothing/);
    const { result: json } = await done(0, 'tail', '--from', 'beginning', '--no-follow', '--json');
    const sequences = json
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { partition: number; sequence: number });
    for (const [partition, { changes }] of lag.entries()) {
      const own = sequences.filter((one) => one.partition === partition).map(({ sequence }) => sequence);
      expect(own).toEqual(Array.from({ length: changes.head }, (_, i) => i + 1));
    }
    const following = run('tail', '--incident', 'incident-2', '--kind', 'fact.changed', '--count', '1');
    await eventually(() => following.output().includes('disclosure.changes.v1'));
    const next = async (n: number) => {
      await sendLines(pipeline, [published(`n${n}`, 'incident-2', 1_000 + n)]);
      return following.child.exitCode !== null;
    };
    let n = 0;
    await eventually(() => next((n += 1)), { every: 300 });
    const { code, result } = await following.ended;
    expect([code, result]).toEqual([
      0,
      expect.stringMatching(
        /incident-2 +fact\.changed +exposure\.people +\d+ established → \d+ established +\(acme in s/,
      ),
    ]);
    await done(WRONG_USE, 'tail', '--from', 'yesterday');
  }, 120_000);
});

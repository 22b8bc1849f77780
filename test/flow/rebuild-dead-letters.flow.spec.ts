import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { read, sendLines } from '../support/client.js';
import { disclosureWith } from '../support/disclosure.js';
import { eventually, startPipeline, type Pipeline } from '../support/index.js';
import { query } from '../support/store.js';
import { published, sendStraight } from '../support/story-of-a-secret.js';

const patience = { timeout: 60_000 };

describe('dead letters and a rebuild', () => {
  let pipeline: Pipeline;
  let vocabulary: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'vocabulary-')), 'vocabulary.json');
    await writeFile(file, '{"version":2,"facts":{"weather.storm":{"type":"flag"}}}');
    vocabulary = { VOCABULARY_FILE: file };
    pipeline = await startPipeline({ PARTITIONS: '1', ...vocabulary });
  }, 120_000);
  afterAll(() => pipeline.end());

  const rebuild = (environment: Readonly<Record<string, string>>, ...args: string[]) =>
    disclosureWith({ PARTITIONS: '1', ...environment }, pipeline, pipeline.prefix, 'rebuild', ...args).ended;
  const send = async (...lines: string[]) => {
    const { answers, summary } = await sendLines(pipeline, lines);
    expect(answers).toEqual([]);
    await read(pipeline, '/v1/incidents?limit=1', summary.offsets);
    return summary.offsets;
  };
  const kept = () => query(pipeline, 'SELECT id FROM event ORDER BY "offset"');
  const status = async (offset: string) => (await read<{ status: string }>(pipeline, `/v1/events/${offset}`)).status;

  it('what was parked stays out until it is sent again, and is then applied once', async () => {
    await query(pipeline, `ALTER TABLE event ADD CONSTRAINT no_culprit CHECK (id <> 'culprit')`);
    await send(published('a', 'one', 1), published('culprit', 'one', 2), published('b', 'one', 3));
    await sendStraight(pipeline, 'one', ['no JSON']);
    const { code, output } = await rebuild(vocabulary, '--announce-at-most', '0');
    expect(output).toContain('"changes":0,"incidents":0,"dead":0');
    expect(code).toBe(0);
    expect(await kept()).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(await status('0@1')).toBe('dead');
    const response = await fetch(`${pipeline.url('query')}/v1/ops/dead-letters/0@1/redrive`, { method: 'POST' });
    expect(response.ok).toBe(true);
    await eventually(async () => (await kept()).length === 3, patience);
    expect(await kept()).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'culprit' }]);
    expect((await rebuild(vocabulary, '--announce-at-most', '0')).output).toContain(
      '"changes":0,"incidents":0,"dead":0',
    );
    expect(await kept()).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'culprit' }]);
  }, 120_000);

  it('what had been applied and is refused now is announced, and becomes a dead letter only if somebody agrees', async () => {
    const storm = JSON.parse(published('storm', 'two', 4)) as { data: { claims: object[] } };
    storm.data.claims.push({ fact: 'weather.storm', stance: 'affirmed' });
    const [offset = ''] = await send(JSON.stringify(storm));
    const asked = await rebuild({}, '--announce-at-most', '1000');
    expect(asked.output).toMatch(/announces 2 changes on 1 incidents, and takes back 1 events that had been applied/);
    expect(asked.code).toBe(3);
    expect(await status(offset)).toBe('applied');
    expect((await rebuild({}, '--yes')).code).toBe(0);
    expect(await status(offset)).toBe('dead');
    const { items } = await read<{ items: { change: { data: { kind: string; after: unknown } } }[] }>(
      pipeline,
      '/v1/changes?incident=two&limit=500',
    );
    expect(items.slice(-2).map(({ change: { data } }) => [data.kind, data.after])).toEqual([
      ['fact.withdrawn', null],
      ['fact.withdrawn', null],
    ]);
    expect((await fetch(`${pipeline.url('query')}/v1/incidents/two`)).status).toBe(404);
  }, 120_000);
});

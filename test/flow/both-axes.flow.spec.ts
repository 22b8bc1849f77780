import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FactView, HistoryView, IncidentView, Page, RevisionView, StatementView } from '#contracts';
import { read, sendLines } from '../support/client.js';
import { startPipeline, type Pipeline } from '../support/index.js';

interface Facts {
  readonly facts: readonly unknown[];
}
interface Expected {
  readonly asOf: Readonly<Record<string, Readonly<Record<string, Facts>>>>;
  readonly incidents: Readonly<Record<string, Facts>>;
}
const expected = JSON.parse(readFileSync('test/fixtures/panasonic.expected.json', 'utf8')) as Expected;
const panasonic = readFileSync('apps/standalone/example/panasonic.ndjson', 'utf8').trim().split('\n');

const acme = { id: 'acme', kind: 'affected', name: 'Acme' };
const paper = { id: 'paper', kind: 'media', name: 'A newspaper' };
const people = (value: number) => ({ fact: 'exposure.people', stance: 'affirmed', value });
let count = 0;

/** Happened at `hour` of 1 January, was recorded at `recorded` o'clock of the 2nd. */
function event(type: string, subject: string, hour: number, recorded: number, data: object): string {
  count += 1;
  const at = (day: number, hour: number) => `2024-01-0${day}T${String(hour).padStart(2, '0')}:00:00Z`;
  const times = { time: at(1, hour), recordedtime: at(2, recorded) };
  return JSON.stringify({
    specversion: '1.0',
    id: `e${count}`,
    source: '/desk',
    type: `disclosure.${type}.v1`,
    subject,
    ...times,
    data,
  });
}
const published = (subject: string, statement: string, publisher: object, claims: object[]) =>
  ['statement.published', subject, { statement, publisher, claims, body: statement }] as const;

function told({ facts }: { readonly facts: readonly FactView[] }): unknown[] {
  return facts.map(({ fact, item, status, value, stance, speaker, statement, revision, ruling, positions }) => {
    return { fact, item, status, value, stance, speaker, statement, revision, ruling, positions: positions.length };
  });
}

describe('what was public when, and what we knew when', () => {
  let pipeline: Pipeline;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policies-'));
    const [inForce, press] = [join(folder, 'desk.json'), join(folder, 'press.json')];
    await writeFile(inForce, JSON.stringify({ name: 'desk' }));
    await writeFile(press, JSON.stringify({ name: 'press', ranks: { media: 99 } }));
    pipeline = await startPipeline({ POLICY_FILE: `${inForce},${press}` });
    const make = ([type, subject, data]: readonly [string, string, object], hour: number, recorded: number) =>
      event(type, subject, hour, recorded, data);
    const { summary, answers } = await sendLines(pipeline, [
      ...panasonic,
      make(published('one', 's', acme, [people(10)]), 1, 1),
      make(published('two', 't', paper, [people(20)]), 2, 2),
      event('incident.merged', 'one', 3, 3, { into: 'two', reason: 'the same' }),
      event('statement.corrected', 'two', 4, 4, {
        statement: 't',
        corrects: { source: '/desk', id: `e${count - 1}` },
        reason: 'a typing error of ours',
        content: { publisher: paper, claims: [people(30)] },
      }),
      event('statement.revised', 'one', 5, 5, {
        statement: 's',
        publisher: acme,
        claims: [people(30)],
        revisionKind: 'correction',
        body: 's again',
      }),
    ]);
    expect(answers).toEqual([]);
    await read(pipeline, '/v1/policies', summary.offsets);
  });
  afterAll(async () => {
    await pipeline.end();
    await rm(folder, { recursive: true });
  });

  const get = <T>(path: string) => read<T>(pipeline, `/v1/incidents/${path}`);
  const redirected = async (path: string) => {
    const response = await fetch(`${pipeline.url('query')}/v1/incidents/${path}`, { redirect: 'manual' });
    return [response.status, response.headers.get('location')];
  };

  it.each(Object.entries(expected.asOf['panasonic-2021'] ?? {}))(
    'tells the facts of the Panasonic case as of %s, from the spans and from the fold',
    async (instant, { facts }) => {
      const asOf = await get<IncidentView>(`panasonic-2021?asOf=${instant}`);
      expect(told(asOf)).toEqual(facts);
      expect(await get(`panasonic-2021?asOf=${instant}&knownAt=2030-01-01T00:00:00Z`)).toEqual(asOf);
      const page = await get<Page<FactView>>(`panasonic-2021/facts?asOf=${instant}&limit=500`);
      expect(page.items).toEqual(asOf.facts);
    },
  );

  it('tells what was known, whatever has become known since', async () => {
    const knownAt = '2021-11-29T14:30:00Z';
    const then = await get<IncidentView>(`panasonic-2021?knownAt=${knownAt}`);
    expect(then).toMatchObject({ statementCount: 3, recordedAt: '2021-11-29T14:10:00.000000Z' });
    const both = await get<IncidentView>(`panasonic-2021?knownAt=${knownAt}&asOf=2021-11-26T05:00:00Z`);
    expect(told(both)).toEqual(expected.asOf['panasonic-2021']?.['2021-11-26T05:00:00Z']?.facts);
    const response = await fetch(`${pipeline.url('query')}/v1/incidents/panasonic-2021?knownAt=2021-01-01T00:00:00Z`);
    expect(response.status).toBe(404);
  });

  it('answers for an incident itself as it was known before it was merged away', async () => {
    expect(await redirected('one?asOf=2024-01-01T02:30:00Z')).toEqual([
      308,
      '/v1/incidents/two?asOf=2024-01-01T02:30:00Z',
    ]);
    expect(await redirected('one?knownAt=2024-01-02T03:00:00Z')).toEqual([
      308,
      '/v1/incidents/two?knownAt=2024-01-02T03:00:00Z',
    ]);
    expect(await redirected('one/statements/s/diff?from=1&to=2')).toEqual([
      308,
      '/v1/incidents/two/statements/one%2Fs/diff?from=1&to=2',
    ]);
    const one = await get<IncidentView>('one?knownAt=2024-01-02T02:59:59Z');
    expect(one).toMatchObject({
      id: 'one',
      mergedInto: null,
      statementCount: 1,
      facts: [{ value: 10, statement: 's' }],
    });
    const two = await get<IncidentView>('two?knownAt=2024-01-02T02:59:59Z');
    expect(two).toMatchObject({ absorbed: [], statementCount: 1, facts: [{ value: 20, statement: 't' }] });
    const log = await get<Page<{ event: { id: string } }>>('one/log');
    expect(log.items).toHaveLength(3);
    expect((await get<Page<unknown>>('one/log?knownAt=2024-01-02T01:30:00Z')).items).toHaveLength(1);
    expect((await get<Page<unknown>>('one/log?asOf=2024-01-01T01:30:00Z')).items).toHaveLength(2);
  });

  it('tells what a desk corrected on every asOf, and what was known before it', async () => {
    const asOf = '2024-01-01T02:30:00Z';
    expect(await get<IncidentView>(`two?asOf=${asOf}`)).toMatchObject({
      facts: [{ value: 10, status: 'contested', statement: 'one/s', positionCount: 2 }],
      statementCount: 2,
      lastStatementAt: '2024-01-01T02:00:00.000000Z',
    });
    const held = (incident: IncidentView) => incident.facts[0]?.positions.map(({ value }) => value);
    expect(held(await get(`two?asOf=${asOf}`))).toEqual([10, 30]);
    expect(held(await get(`two?asOf=${asOf}&knownAt=2024-01-02T03:30:00Z`))).toEqual([10, 20]);
    expect(held(await get(`two`))).toEqual([30, 30]);
  });

  it('tells statements and revisions of a merged incident by both their names, as of then too', async () => {
    const all = await get<Page<StatementView>>('two/statements');
    expect(all.items.map(({ statement, revisionCount }) => [statement, revisionCount])).toEqual([
      ['one/s', 2],
      ['t', 1],
    ]);
    for (const lens of ['?asOf=2024-01-01T02:30:00Z', '?asOf=2024-01-01T02:30:00Z&policy=press']) {
      const then = await get<StatementView>(`two/statements/one%2Fs${lens}`);
      expect(then).toMatchObject({ statement: 'one/s', revisionCount: 1, latest: { revision: 1, body: 's' } });
      expect((await get<Page<RevisionView>>(`two/statements/one%2Fs/revisions${lens}`)).items).toEqual([then.latest]);
    }
    const diff = await get<{ words: { op: string; text: string }[] }>('two/statements/one%2Fs/diff?from=1&to=2');
    expect(diff.words).toContainEqual({ op: 'added', text: ' again' });
  });

  it('tells with everything known, and through the policy in force, what it tells without', async () => {
    for (const id of ['two', 'panasonic-2021']) {
      const plain = await get<IncidentView>(id);
      expect(await get(`${id}?knownAt=9000-01-01T00:00:00Z`)).toEqual(plain);
      expect(await get(`${id}?policy=desk`)).toEqual(plain);
      expect(await get(`${id}?policy=default`)).toEqual(plain);
    }
  });

  it('looks at one incident through another policy', async () => {
    expect(await get<IncidentView>('two?asOf=2024-01-01T02:30:00Z&policy=press')).toMatchObject({
      facts: [{ value: 30, speaker: 'paper', status: 'contested' }],
    });
    const policies = await read<Page<{ name: string }>>(pipeline, '/v1/policies');
    expect(policies.items.map(({ name }) => name)).toEqual(['desk', 'default', 'press']);
    const unknown = await fetch(`${pipeline.url('query')}/v1/incidents/two?policy=gossip`);
    expect([unknown.status, await unknown.text()]).toEqual([400, expect.stringContaining('desk, press')]);
  });

  it('tells the history of a fact on both axes', async () => {
    const history = await get<HistoryView>('panasonic-2021/facts/timeline.began/history');
    expect(
      history.spans.map(({ from, to, value, status }) => [from.slice(0, 13), to?.slice(0, 13), value, status]),
    ).toEqual(
      history.spans.map(({ from, to, value, status }, i) => [
        from.slice(0, 13),
        history.spans[i + 1]?.from.slice(0, 13) ?? to?.slice(0, 13),
        value,
        status,
      ]),
    );
    expect(history.spans.at(-1)).toMatchObject({ to: null, value: '2021-06-22' });
    expect(history.recorded.at(-1)?.after).toEqual(
      expect.objectContaining({ value: '2021-06-22', speaker: 'panasonic' }),
    );
    expect(history.recorded[0]).toMatchObject({ kind: 'fact.asserted', before: null });
    const then = await get<HistoryView>('panasonic-2021/facts/timeline.began/history?asOf=2021-11-27T00:00:00Z');
    expect(then.spans.at(-1)?.to).toBeNull();
    expect(then.spans.length).toBeLessThan(history.spans.length);
    const item = 'panasonic-2021/facts/exposure.data%5Bcustomer-personal%5D/history';
    expect(await get(item)).toEqual(await get('panasonic-2021/facts/exposure.data/history?item=customer-personal'));
    const refused = await fetch(`${pipeline.url('query')}/v1/incidents/panasonic-2021/facts/exposure.data/history`);
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('"parameter":"item"')]);
  });
});

import { topicNames, type FeedItem, type IncidentView } from '#contracts';
import { read, sendLines } from '../support/client.js';
import { eventually, startPipeline, type Pipeline } from '../support/index.js';
import { readTopic } from '../support/topic.js';

const acme = { id: 'acme', kind: 'affected', name: 'Acme' };
const paper = { id: 'paper', kind: 'media', name: 'A newspaper' };
const secret = 'a very secret body';

let count = 0;
function event(type: string, subject: string, data: object): string {
  count += 1;
  const time = new Date(Date.parse('2024-01-01T00:00:00Z') + count * 60_000).toISOString();
  return JSON.stringify({
    specversion: '1.0',
    id: `e${count}`,
    source: '/desk',
    type: `disclosure.${type}.v1`,
    subject,
    time,
    data,
  });
}
const people = (value: number) => ({ fact: 'exposure.people', stance: 'affirmed', value });
const health = { fact: 'exposure.data', item: 'health', stance: 'affirmed', quote: 'so they said' };

describe('what desks put on record', () => {
  let pipeline: Pipeline;
  beforeAll(async () => {
    pipeline = await startPipeline();
  });
  afterAll(() => pipeline.end());

  const send = async (...lines: string[]): Promise<readonly string[]> => {
    const { answers, summary } = await sendLines(pipeline, lines);
    expect(answers).toEqual([]);
    return summary.offsets;
  };
  const incident = (id: string, offsets: readonly string[] = []) =>
    read<IncidentView>(pipeline, `/v1/incidents/${id}`, offsets);
  const lastState = async (id: string) =>
    (await readTopic(topicNames(pipeline.prefix).incidents)).findLast(({ key }) => key === id);

  it('an incident that is merged into another is told there, and comes back as it was', async () => {
    const before = await send(
      event('statement.published', 'one', { statement: 's', publisher: acme, claims: [people(10)] }),
      event('statement.published', 'two', { statement: 's', publisher: paper, claims: [people(20)] }),
    );
    expect((await incident('one', before)).facts).toMatchObject([{ value: 10, status: 'established' }]);
    const merged = await send(event('incident.merged', 'one', { into: 'two', reason: 'the same' }));
    const answer = await incident('one', merged);
    expect(answer).toMatchObject({ id: 'two', absorbed: ['one'], statementCount: 2 });
    expect(answer.facts).toMatchObject([{ value: 10, status: 'contested', statement: 'one/s' }]);
    expect((await read<{ items: IncidentView[] }>(pipeline, '/v1/incidents')).items.map(({ id }) => id)).toEqual([
      'two',
    ]);
    await eventually(async () => (await lastState('one'))?.value === null);
    const late = await send(
      event('statement.revised', 'one', {
        statement: 's',
        publisher: acme,
        claims: [people(20)],
        revisionKind: 'correction',
      }),
    );
    expect((await incident('two', late)).facts).toMatchObject([{ value: 20, status: 'established' }]);
    const apart = await send(event('incident.unmerged', 'one', { reason: 'not the same after all' }));
    expect((await incident('one', apart)).facts).toMatchObject([{ value: 20, statement: 's', revision: 2 }]);
    expect((await incident('two')).absorbed).toEqual([]);
    await eventually(async () => (await lastState('one'))?.value?.includes('"id":"one"') === true);
  });

  it('what is redacted is in no answer, no feed and no state any more', async () => {
    const content = { statement: 's', publisher: acme, body: secret, claims: [people(10), health] };
    const published = event('statement.published', 'three', content);
    const told = await send(published);
    expect((await incident('three', told)).facts).toHaveLength(2);
    const again = { ...(JSON.parse(published) as object), data: { ...content, title: 'another' } };
    const died = await send(JSON.stringify(again));
    const letters = () => read<{ items: { value: string }[] }>(pipeline, '/v1/ops/dead-letters?reason=id-reused', died);
    const saysSecret = async () =>
      (await letters()).items.some(({ value }) => /secret|so they said/.test(Buffer.from(value, 'base64').toString()));
    expect(await saysSecret()).toBe(true);
    const gone = await send(
      event('statement.redacted', 'three', {
        statement: 's',
        parts: ['body', 'quotes', 'exposure.data'],
        basis: 'a court',
        reason: 'private',
      }),
    );
    const answers = await Promise.all(
      ['', '/facts', '/statements', '/statements/s', '/statements/s/revisions', '/log'].map((path) =>
        read(pipeline, `/v1/incidents/three${path}`, gone),
      ),
    );
    expect(await saysSecret()).toBe(false);
    expect(JSON.stringify(answers)).not.toMatch(/secret|so they said|"fact":"exposure\\.data"/);
    expect((await read<{ items: unknown[] }>(pipeline, '/v1/incidents?q=secret')).items).toEqual([]);
    const feed = await read<{ items: FeedItem[] }>(pipeline, '/v1/changes?from=start&incident=three&limit=500');
    const heads = feed.items.flatMap(({ change: { data } }) =>
      'fact' in data && data.fact === 'exposure.data' ? [data.before, data.after] : [],
    );
    expect(heads.every((head) => head === null)).toBe(true);
    await eventually(async () => (await lastState('three'))?.value?.includes('exposure.data') === false);
  });

  it('a correction says what was right, a void that it never was, a ruling whom to believe', async () => {
    const lines = [
      event('statement.published', 'four', { statement: 'a', publisher: acme, claims: [people(10)] }),
      event('statement.published', 'four', { statement: 'b', publisher: paper, claims: [people(30)] }),
    ];
    const [first] = lines.map((line) => (JSON.parse(line) as { id: string }).id);
    await send(...lines);
    const corrects = { source: '/desk', id: first };
    const corrected = await send(
      event('statement.corrected', 'four', {
        statement: 'a',
        corrects,
        reason: 'a typing error',
        content: { publisher: acme, claims: [people(100)] },
      }),
    );
    expect((await incident('four', corrected)).facts).toMatchObject([{ value: 100, status: 'contested', revision: 1 }]);
    const ruled = await send(
      event('fact.ruled', 'four', { fact: 'exposure.people', prefer: { speaker: 'paper' }, reason: 'seen the list' }),
    );
    expect((await incident('four', ruled)).facts).toMatchObject([
      {
        value: 30,
        status: 'established',
        ruling: { reason: 'seen the list' },
        positions: [{ speaker: 'paper' }, { speaker: 'acme', relation: 'conflicts' }],
      },
    ]);
    const voided = await send(
      event('statement.corrected', 'four', { statement: 'a', corrects, reason: 'another incident', void: true }),
    );
    expect((await incident('four', voided)).facts).toMatchObject([
      { value: 30, status: 'established', positionCount: 1 },
    ]);
  });
});

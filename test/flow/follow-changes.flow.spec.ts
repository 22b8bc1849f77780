import type { FeedItem } from '#contracts';
import { read, sendLines } from '../support/client.js';
import { startPipeline, type Pipeline } from '../support/index.js';

const party = (id: string) => ({ id, kind: 'media', name: id });
const organisation = (id: string) => ({ id, name: id, role: 'affected' });

let pipeline: Pipeline;
let count = 0;
beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.end());

/** Waits until it is applied: events of different incidents may overtake each other. */
async function happen(type: string, subject: string, data: object): Promise<void> {
  count += 1;
  const time = new Date(Date.parse('2024-01-01T00:00:00Z') + count * 60_000).toISOString();
  const event = {
    specversion: '1.0',
    id: `e${count}`,
    source: '/desk',
    type: `disclosure.${type}.v1`,
    subject,
    time,
    data,
  };
  const { answers, summary } = await sendLines(pipeline, [JSON.stringify(event)]);
  expect(answers).toEqual([]);
  await read(pipeline, '/v1/changes?limit=1', summary.offsets);
}
const says = (subject: string, statement: string, publisher: string, value: number) => ({
  type: 'statement.published',
  subject,
  data: { statement, publisher: party(publisher), claims: [{ fact: 'exposure.people', stance: 'affirmed', value }] },
});
const tell = ({ type, subject, data }: { type: string; subject: string; data: object }) => happen(type, subject, data);
/** By incident, the events whose changes match. */
async function causes(filter: string): Promise<readonly string[]> {
  const { items } = await read<{ items: FeedItem[] }>(pipeline, `/v1/changes?limit=500&${filter}`);
  return [...new Set(items.map(({ change: { data } }) => `${data.incident} ${data.cause.id}`))].sort();
}

describe('whoever follows the changes', () => {
  it('of an organisation or sector is told when an incident gains it and when it loses it, and then no more', async () => {
    const described = (organisations: string[], sectors: string[]) =>
      happen('incident.described', 'one', { organisations: organisations.map(organisation), sectors });
    await tell(says('one', 's', 'paper', 1)); // e1
    await described(['acme'], ['finance']); // e2
    await tell(says('one', 't', 'radio', 1)); // e3
    await described(['other'], []); // e4
    await tell(says('one', 'u', 'blog', 1)); // e5
    expect(await causes('organisation=acme')).toEqual(['one e2', 'one e3', 'one e4']);
    expect(await causes('sector=finance')).toEqual(['one e2', 'one e3', 'one e4']);
    expect(await causes('organisation=other')).toEqual(['one e4', 'one e5']);
  });

  it('of a speaker is told from its first position until its last is gone', async () => {
    await tell(says('two', 's', 'paper', 1)); // e6
    await tell(says('two', 't', 'wire', 2)); // e7
    await happen('statement.retracted', 'two', { statement: 't' }); // e8
    await tell(says('two', 'u', 'paper', 3)); // e9
    expect(await causes('speaker=wire')).toEqual(['two e7', 'two e8']);
    expect(await causes('speaker=paper&incident=two')).toEqual(['two e6', 'two e7', 'two e8', 'two e9']);
  });

  it('of a speaker is told of a merge on both sides, and then where the statements are', async () => {
    await tell(says('three', 's', 'crew', 1)); // e10
    await tell(says('four', 's', 'paper', 2)); // e11
    await happen('incident.merged', 'three', { into: 'four', reason: 'the same' }); // e12
    await tell(says('four', 't', 'paper', 3)); // e13
    await happen('incident.unmerged', 'three', { reason: 'not the same' }); // e14
    await tell(says('four', 'u', 'paper', 4)); // e15
    expect(await causes('speaker=crew')).toEqual([
      'four e12',
      'four e13',
      'four e14',
      'three e10',
      'three e12',
      'three e14',
    ]);
  });
});

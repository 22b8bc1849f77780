import { readFileSync } from 'node:fs';
import { topicNames, type Change, type ChangeEvent, type IncidentView } from '#contracts';
import { eventually, startPipeline, type Pipeline } from '../support/index.js';
import { read, sendLines } from '../support/client.js';
import { readTopic } from '../support/topic.js';

const lines = readFileSync('apps/standalone/example/panasonic.ndjson', 'utf8').trim().split('\n');
interface Expected {
  readonly changes: readonly { readonly id: string; readonly incident: string }[];
  readonly incidents: Readonly<Record<string, { readonly facts: readonly unknown[] }>>;
}
const expected = JSON.parse(readFileSync('test/fixtures/panasonic.expected.json', 'utf8')) as Expected;
const ids = (incident: string) => expected.changes.filter((change) => change.incident === incident).map(({ id }) => id);
const incidents = Object.keys(expected.incidents);

/** One pipe, read in order: HTTP to Kafka, Kafka to facts, facts to change, change to answer. */
describe('the Panasonic case, through the whole pipe', () => {
  let pipeline: Pipeline;
  let offsets: readonly string[];
  beforeAll(async () => {
    pipeline = await startPipeline();
  });
  afterAll(() => pipeline.end());

  it('HTTP to Kafka: every event is recorded, where the answer says', async () => {
    const { answers, summary } = await sendLines(pipeline, lines);
    expect({ answers, lines: summary.lines, recorded: summary.recorded }).toEqual({
      answers: [],
      lines: lines.length,
      recorded: lines.length,
    });
    ({ offsets } = summary);
    const log = await readTopic(topicNames(pipeline.prefix).events);
    expect(log.map(({ value }) => JSON.parse(value ?? '') as unknown)).toEqual(
      expect.arrayContaining(lines.map((line) => JSON.parse(line) as unknown)),
    );
    expect(log).toHaveLength(lines.length);
    for (const record of log) expect(record.key).toBe(record.headers['ce_subject']);
  });

  it('Kafka to facts: what is held to be so is what is expected', async () => {
    for (const id of incidents) {
      const incident = await read<IncidentView>(pipeline, `/v1/incidents/${id}`, offsets);
      const facts = incident.facts.map(
        ({ fact, item, status, value, stance, speaker, statement, revision, ruling, positionCount }) => {
          return { fact, item, status, value, stance, speaker, statement, revision, ruling, positions: positionCount };
        },
      );
      expect(facts).toEqual(expected.incidents[id]?.facts);
    }
  });

  it('facts to change: consumers of the topic see every change once, in order, with sequences from 1', async () => {
    const topic = topicNames(pipeline.prefix).changes;
    const changes = await eventually(async () => {
      const records = await readTopic(topic);
      return records.length >= expected.changes.length && records;
    });
    for (const id of incidents)
      expect(changes.filter(({ key }) => key === id).map(({ headers }) => headers['ce_id'])).toEqual(ids(id));
    for (const partition of new Set(changes.map((change) => change.partition))) {
      const sequences = changes
        .filter((change) => change.partition === partition)
        .map(({ headers }) => headers['sequence']);
      expect(sequences).toEqual(sequences.map((_, i) => String(i + 1)));
    }
    const states = await eventually(async () => {
      const records = await readTopic(topicNames(pipeline.prefix).incidents);
      return new Set(records.map(({ key }) => key)).size === incidents.length && records;
    });
    for (const id of incidents) {
      const last = states.findLast(({ key }) => key === id)?.value ?? '{}';
      const state = (JSON.parse(last) as { data: IncidentView }).data;
      const answer = await read<IncidentView>(pipeline, `/v1/incidents/${id}`);
      expect(state.facts.map(({ fact, value, status }) => ({ fact, value, status }))).toEqual(
        answer.facts.map(({ fact, value, status }) => ({ fact, value, status })),
      );
    }
  });

  it('change to answer: the feed tells the same, and an event tells what it caused', async () => {
    const feed = await read<{ items: { change: ChangeEvent }[] }>(pipeline, '/v1/changes?from=start&limit=500');
    for (const id of incidents) {
      expect(feed.items.filter(({ change }) => change.subject === id).map(({ change }) => change.id)).toEqual(ids(id));
    }
    const relabelled = feed.items
      .map(({ change }): Change => change.data)
      .find((change) => 'fact' in change && change.relabelledFrom !== null);
    expect(relabelled).toMatchObject({
      fact: 'timeline.detected',
      relabelledFrom: 'timeline.began',
      cause: { id: '05-techcrunch-updated' },
    });
    const query = new URLSearchParams({
      subject: 'panasonic-2021',
      source: '/desk/example',
      id: '05-techcrunch-updated',
    });
    const event = await read<{ status: string; changes: unknown[] }>(pipeline, `/v1/events?${query.toString()}`);
    expect(event).toMatchObject({ status: 'applied' });
    expect(event.changes).toHaveLength(4);
  });
});

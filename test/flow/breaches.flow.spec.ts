import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { topicNames } from '#contracts';
import { sendLines } from '../support/client.js';
import { folded } from '../support/folded.js';
import { generatedLog, shuffled } from '../support/generated-log.js';
import { eventually, startPipeline, type Pipeline } from '../support/index.js';
import { changeHeads, changeKinds, factsByIncident, query, type FactRow } from '../support/store.js';
import { readTopic } from '../support/topic.js';

const examples = '../shared/examples';
const unzipped = (name: string) => gunzipSync(readFileSync(`${examples}/${name}`)).toString();

interface Case {
  readonly lines: readonly string[];
  readonly facts: Record<string, FactRow[]>;
  /** Of the lines sent once in this order; known for the real data only. */
  readonly changeKinds?: Record<string, number>;
}

function realCase(): Case {
  const { facts, changeKinds } = JSON.parse(unzipped('breaches.expected.json.gz')) as {
    facts: Record<string, { facts: FactRow[] }>;
    changeKinds: Record<string, number>;
  };
  const byIncident = Object.fromEntries(Object.entries(facts).map(([incident, { facts }]) => [incident, facts]));
  return { lines: unzipped('breaches.ndjson.gz').trim().split('\n'), facts: byIncident, changeKinds };
}

function generatedCase(): Case {
  const lines = generatedLog(20_211_126, 3000);
  return { lines, facts: folded(lines) };
}

const cases: [string, Case][] = [['events as they may come', generatedCase()]];
if (existsSync(`${examples}/breaches.ndjson.gz`)) cases.push(['the breach indexes', realCase()]);

async function applied(pipeline: Pipeline, offsets: readonly string[]): Promise<void> {
  await eventually(
    async () => {
      const rows = await query<{ partition: number; next: string }>(
        pipeline,
        'SELECT partition, next FROM projection_offset',
      );
      const next = new Map(rows.map((row) => [row.partition, BigInt(row.next)]));
      return offsets.every((offset) => {
        const [partition, at] = offset.split('@');
        return (next.get(Number(partition)) ?? 0n) > BigInt(at ?? 0);
      });
    },
    { timeout: 120_000 },
  );
}

/** Of every partition, all sequences from 1 to its head, each once. */
async function expectWholeTopic(pipeline: Pipeline): Promise<void> {
  const heads = await changeHeads(pipeline);
  const total = [...heads.values()].reduce((sum, sequence) => sum + sequence, 0);
  const topic = topicNames(pipeline.prefix).changes;
  const records = await eventually(
    async () => {
      const found = await readTopic(topic);
      return found.length >= total && found;
    },
    { timeout: 120_000 },
  );
  for (const [partition, head] of heads) {
    const sequences = records
      .filter((record) => record.partition === partition)
      .map(({ headers }) => Number(headers['sequence']));
    expect(sequences).toEqual(Array.from({ length: head }, (_, i) => i + 1));
  }
}

describe.each(cases)('%s', (_, { lines, facts, changeKinds: expectedKinds }) => {
  it('given once in order and again in another, are applied once', async () => {
    const pipeline = await startPipeline();
    try {
      const { summary } = await sendLines(pipeline, lines);
      expect(summary).toMatchObject({ lines: lines.length, recorded: lines.length });
      await applied(pipeline, summary.offsets);
      expect(await factsByIncident(pipeline)).toEqual(facts);
      const kinds = await changeKinds(pipeline);
      expect(kinds).toEqual(expectedKinds ?? kinds);
      const again = await sendLines(pipeline, shuffled(lines, 1));
      await applied(pipeline, again.summary.offsets);
      expect(await changeKinds(pipeline)).toEqual(kinds);
      expect(await factsByIncident(pipeline)).toEqual(facts);
      await expectWholeTopic(pipeline);
    } finally {
      await pipeline.end();
    }
  }, 300_000);

  it('given in another order, while projector and notifier are killed, come to the same facts, and no sequence is missing or twice', async () => {
    const pipeline = await startPipeline();
    try {
      const sent = sendLines(pipeline, shuffled(lines, 2));
      for (const share of [0.2, 0.5, 0.8]) {
        await eventually(
          async () =>
            ((await query<{ count: number }>(pipeline, 'SELECT count(*)::int AS count FROM event'))[0]?.count ?? 0) >
            share * lines.length,
          { timeout: 120_000, every: 5 },
        );
        await Promise.all([pipeline.kill('projector'), pipeline.kill('notifier')]);
        await Promise.all([pipeline.start('projector'), pipeline.start('notifier')]);
      }
      await applied(pipeline, (await sent).summary.offsets);
      expect(await factsByIncident(pipeline)).toEqual(facts);
      await expectWholeTopic(pipeline);
    } finally {
      await pipeline.end();
    }
  }, 300_000);
});

if (existsSync(`${examples}/breaches.invalid.ndjson`)) {
  it('rows of the indexes whose dates are none are refused, with a pointer to the date', async () => {
    const pipeline = await startPipeline();
    try {
      const lines = readFileSync(`${examples}/breaches.invalid.ndjson`, 'utf8').trim().split('\n');
      const { answers, summary } = await sendLines(pipeline, lines);
      expect(summary).toMatchObject({ lines: lines.length, recorded: 0, rejected: lines.length });
      for (const [i, line] of lines.entries()) {
        const { data } = JSON.parse(line) as { data: { claims: { fact: string }[] } };
        const wrong = data.claims.findIndex(({ fact }) => fact.startsWith('timeline.'));
        expect(answers[i]).toMatchObject({
          line: i + 1,
          status: 'rejected',
          problem: { errors: [{ pointer: `/data/claims/${wrong}/value` }] },
        });
      }
    } finally {
      await pipeline.end();
    }
  });
}

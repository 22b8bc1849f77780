import { eventually, startPipeline, type Pipeline } from '../support/index.js';
import { read, sendLines } from '../support/client.js';
import { readTopic } from '../support/topic.js';

const event = (id: string, time: string): string =>
  JSON.stringify({
    specversion: '1.0',
    source: '/desk',
    id,
    type: 'disclosure.statement.published.v1',
    subject: 'aurora-2024',
    time,
    data: { statement: 's1', publisher: { id: 'aurora', kind: 'affected', name: 'Aurora' }, claims: [] },
  });

describe('an event of which no change tells', () => {
  let pipeline: Pipeline;

  beforeAll(async () => {
    pipeline = await startPipeline();
  }, 60_000);
  afterAll(() => pipeline.end());

  async function lastState(): Promise<{ lastStatementAt?: string }> {
    const records = await readTopic(`${pipeline.prefix}disclosure.incidents.v1`);
    return (JSON.parse(records.at(-1)?.value ?? '{}') as { data?: object }).data ?? {};
  }

  it('is seen in the compacted topic as it is in the answer', async () => {
    await sendLines(pipeline, [event('1', '2024-03-04T09:00:00Z')]);
    await eventually(async () => (await lastState()).lastStatementAt === '2024-03-04T09:00:00.000000Z');
    // A confirmation: the same again, later.
    const { summary } = await sendLines(pipeline, [event('2', '2024-03-05T09:00:00Z')]);
    const { lastStatementAt } = await read<{ lastStatementAt: string }>(
      pipeline,
      '/v1/incidents/aurora-2024',
      summary.offsets,
    );
    expect(lastStatementAt).toBe('2024-03-05T09:00:00.000000Z');
    await eventually(async () => (await lastState()).lastStatementAt === lastStatementAt);
  }, 60_000);
});

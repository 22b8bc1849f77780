import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, kafkaBrokers, startPipeline, type Pipeline } from '../../support/index.js';
import { query } from '../../support/store.js';
import { startClients } from '../clients/clients.js';
import { check, type CheckReport } from './check.js';
import { endOffsets } from './read-through.js';

const partitions = 6;

describe('the checker, of a pipeline to which nothing happened', () => {
  let pipeline: Pipeline;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'checker-'));
    pipeline = await startPipeline({ PARTITIONS: String(partitions) });
    const clients = startClients({
      ingestUrls: () => [pipeline.url('ingest')],
      seed: 1,
      historyFile: join(folder, 'history.ndjson'),
      brokers: kafkaBrokers(),
      prefix: pipeline.prefix,
      partitions,
      rate: 150,
    });
    await eventually(async () => (await recorded()) > 700, { timeout: 30_000 });
    const totals = await clients.stop();
    expect(totals.poison).toBeGreaterThan(0);
    await atRest();
  }, 90_000);
  afterAll(async () => {
    await pipeline.end();
    await rm(folder, { recursive: true });
  });

  const target = () => ({ brokers: kafkaBrokers(), prefix: pipeline.prefix });

  async function recorded(): Promise<number> {
    const ends = await endOffsets(target(), 'disclosure.events.v1');
    return [...ends.values()].reduce((sum, end) => sum + Number(end), 0);
  }

  async function atRest(): Promise<void> {
    await eventually(
      async () => {
        const [row] = await query<{ next: string }>(pipeline, 'SELECT sum(next) AS next FROM projection_offset');
        return Number(row?.next) === (await recorded());
      },
      { timeout: 30_000 },
    );
    await eventually(
      async () => {
        const rows = await query(
          pipeline,
          'SELECT 1 FROM change_head h JOIN notified n USING (partition) WHERE n.sequence < h.sequence',
        );
        return rows.length === 0;
      },
      { timeout: 30_000 },
    );
  }

  const run = (): Promise<CheckReport> =>
    check({
      ...target(),
      databaseUrl: pipeline.databaseUrl,
      queryUrl: pipeline.url('query'),
      historyFile: join(folder, 'history.ndjson'),
      partitions,
      sample: 5,
    });

  it('finds nothing', async () => {
    const { violations, totals } = await run();
    expect(violations).toEqual([]);
    expect(totals).toMatchObject({ violations: 0 });
  }, 60_000);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import kafkajs from 'kafkajs';
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
      queryUrls: () => [pipeline.url('query')],
      rate: 150,
    });
    await eventually(async () => (await recorded()) > 400, { timeout: 30_000 });
    const totals = await clients.stop();
    expect(Math.min(totals.poison, totals.probes)).toBeGreaterThan(0);
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

  it('finds what is planted', async () => {
    const [lost] = await query<{ place: string }>(
      pipeline,
      `DELETE FROM event WHERE (partition, "offset") = (SELECT partition, max("offset") FROM event GROUP BY 1 LIMIT 1)
         RETURNING partition || '@' || "offset" AS place`,
    );
    const [changed] = await query<{ incident: string }>(
      pipeline,
      `UPDATE fact SET value = '"forged"' WHERE (incident_id, fact, item, published) =
         (SELECT incident_id, fact, item, published FROM fact WHERE value IS NOT NULL ORDER BY incident_id LIMIT 1)
         RETURNING incident_id AS incident`,
    );
    const [gap] = await query<{ place: string }>(
      pipeline,
      `DELETE FROM change WHERE (partition, sequence) = (SELECT partition, min(sequence) FROM change GROUP BY 1 LIMIT 1)
         RETURNING partition || '/' || sequence AS place`,
    );
    const partition = await falseChange();
    const { violations } = await run();
    const found = violations.map(({ promise, detail }) => `${promise}: ${detail}`);
    const matching = (...parts: (string | undefined)[]) =>
      found.filter((one) => parts.every((part) => part !== undefined && one.includes(part)));
    expect(matching('applied: ', `${lost?.place ?? ''} `, 'is not applied')).toHaveLength(1);
    expect(matching('oracle: facts', `fact ${changed?.incident ?? ''}`)).toHaveLength(1);
    expect(matching('changes: ', `sequence ${gap?.place ?? ''} `, 'not in the table')).toHaveLength(1);
    expect(matching('changes: ', `partition ${partition}: sequence 1 again`)).toHaveLength(1);
  }, 60_000);

  /** A change that was sent before comes once more. */
  async function falseChange(): Promise<number> {
    const kafka = new kafkajs.Kafka({ brokers: kafkaBrokers(), logLevel: kafkajs.logLevel.NOTHING });
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
    const [row] = await query<{ partition: number; incident: string; kind: string }>(
      pipeline,
      'SELECT partition, incident_id AS incident, kind FROM change WHERE sequence = 1 ORDER BY partition DESC LIMIT 1',
    );
    if (row === undefined) throw new Error('nothing has changed');
    const { partition, incident, kind } = row;
    const messages = [
      { partition, key: incident, value: '{}', headers: { sequence: '1', kind, offset: `${partition}@0` } },
    ];
    await producer.connect();
    await producer.send({ topic: `${pipeline.prefix}disclosure.changes.v1`, acks: -1, messages });
    await producer.disconnect();
    return partition;
  }
});

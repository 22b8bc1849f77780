import pg from 'pg';
import { from } from 'pg-copy-streams';
import { createDataSource, migrate, prepareChangeHeads, prepareProjectionOffsets, sqlOf } from '#persistence';
import { partitions } from '../cluster.js';
import type { RecordedBatch } from './recorded.js';
import { byHand, type Statement } from './set-based-sql.js';

/** How far it was, and when: events, and milliseconds since it began. */
export type Progress = readonly (readonly [events: number, ms: number])[];

type Work = () => Promise<void>;
type Prepare = (client: pg.Client, own: readonly RecordedBatch[]) => Promise<readonly Work[]>;

/** Two connections at once, each with half of the partitions; everything is there before the clock starts. */
async function onTwoConnections(url: string, batches: readonly RecordedBatch[], prepare: Prepare): Promise<Progress> {
  const database = createDataSource({ url, application: 'bench', connections: 1, onLost: () => undefined });
  await database.initialize();
  await migrate(database);
  await prepareProjectionOffsets(sqlOf(database), partitions);
  await prepareChangeHeads(sqlOf(database), partitions);
  await database.destroy();
  const lanes = await Promise.all(
    [0, 1].map(async (lane) => {
      const client = new pg.Client({ connectionString: url, options });
      await client.connect();
      const own = batches.filter(({ partition }) => partition % 2 === lane);
      return { client, own, work: await prepare(client, own) };
    }),
  );
  const began = performance.now();
  const progress: [number, number][] = [];
  let done = 0;
  await Promise.all(
    lanes.map(async ({ client, own, work }) => {
      for (const [i, batch] of own.entries()) {
        await client.query('BEGIN');
        await work[i]?.();
        await client.query('COMMIT');
        done += batch.events;
        progress.push([done, performance.now() - began]);
      }
      await client.end();
    }),
  );
  return progress;
}

// As the projector's own sessions: nothing is known of tables that are new.
const options =
  '-c search_path=g1,public -c timezone=UTC -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off';

/** By `json_to_recordset`; rows become JSON while the clock runs. */
export function replaySetBased(url: string, batches: readonly RecordedBatch[]): Promise<Progress> {
  return onTwoConnections(url, batches, async (client, own) => {
    const statements = await byHand(client, own);
    return statements.map((each) => () => runAll(client, each));
  });
}

async function runAll(client: pg.Client, statements: readonly Statement[]): Promise<void> {
  for (const { text, rows, parameters } of statements)
    await client.query(text, rows === null ? [...parameters] : [JSON.stringify(rows)]);
}

/** By `COPY`, of bytes that are there already: what PostgreSQL itself needs. */
export function replayCopied(url: string, batches: readonly RecordedBatch[]): Promise<Progress> {
  return onTwoConnections(url, batches, (client, own) =>
    Promise.resolve(
      own.map(({ steps }) => async () => {
        for (const step of steps) {
          if (step.kind === 'query') await client.query(step.text, [...step.parameters]);
          else await copy(client, `COPY ${step.table} (${step.columns.join(', ')}) FROM STDIN`, step.chunks);
        }
      }),
    ),
  );
}

function copy(client: pg.Client, text: string, chunks: readonly Buffer[]): Promise<void> {
  const stream = client.query(from(text));
  return new Promise((resolve, reject) => {
    stream.once('finish', resolve).on('error', reject);
    for (const chunk of chunks) stream.write(chunk);
    stream.end();
  });
}

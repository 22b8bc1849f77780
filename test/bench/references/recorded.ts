import { partitionOf } from '#kafka';
import {
  createDataSource,
  migrate,
  prepareChangeHeads,
  prepareProjectionOffsets,
  servedTransaction,
  sqlOf,
  type Transaction,
} from '#persistence';
import { projectBatch, StateCache, writeBatch } from '#projection';
import { partitions } from '../cluster.js';
import { rules } from '../domain.js';
import type { GeneratedEvent } from '../events/generator.js';

/** What the projector asked PostgreSQL for in one transaction, in order. */
export interface RecordedBatch {
  readonly partition: number;
  readonly events: number;
  readonly steps: readonly Step[];
}

export type Step =
  | { readonly kind: 'query'; readonly text: string; readonly parameters: readonly unknown[] }
  | {
      readonly kind: 'copy';
      readonly table: string;
      readonly columns: readonly string[];
      readonly chunks: readonly Buffer[];
    };

/** Projects events into a database, partition by partition, and keeps what was written: the work that references are given. */
export async function recordProjection(
  url: string,
  events: readonly GeneratedEvent[],
  batchSize: number,
): Promise<RecordedBatch[]> {
  const database = createDataSource({
    url,
    application: 'bench',
    connections: 2,
    byKey: true,
    onLost: () => undefined,
  });
  await database.initialize();
  await migrate(database);
  await prepareProjectionOffsets(sqlOf(database), partitions);
  await prepareChangeHeads(sqlOf(database), partitions);
  const recorded: RecordedBatch[] = [];
  let steps: Step[] = [];
  const projection = {
    transaction: <T>(work: (sql: Transaction, generation: number) => Promise<T>) =>
      servedTransaction(database, (sql, { number }) =>
        work(
          recording(sql, (step) => steps.push(step)),
          number,
        ),
      ),
    write: (sql: Transaction, result: Parameters<typeof writeBatch>[1]) => writeBatch(sql, result, rules.vocabulary),
    cache: new StateCache(),
    rules,
    partitionOf: (incident: string) => partitionOf(incident, partitions),
    onProjected: () => undefined,
    onParked: ({ cause }: { readonly cause: unknown }) => {
      throw cause;
    },
  };
  const byPartition = Map.groupBy(events, ({ subject }) => partitionOf(subject, partitions));
  for (const [partition, own] of byPartition)
    for (let at = 0; at < own.length; at += batchSize) {
      steps = [];
      const part = own.slice(at, at + batchSize);
      const outcome = await projectBatch(batchOf(partition, at, part), projection);
      if (outcome.kind !== 'committed') throw new Error(`not committed: ${outcome.kind}`);
      recorded.push({ partition, events: part.length, steps });
    }
  await database.destroy();
  return recorded;
}

function recording(sql: Transaction, keep: (step: Step) => void): Transaction {
  return {
    query: (text, parameters = []) => {
      if (!reads.test(text)) keep({ kind: 'query', text, parameters });
      return sql.query(text, parameters);
    },
    copy: (rows) => {
      if (rows.chunks.length > 0) keep({ kind: 'copy', table: rows.table, columns: rows.columns, chunks: rows.chunks });
      return sql.copy(rows);
    },
  };
}

/** What is only looked up, and not locked, is left to the projector. */
const reads = /^\s*SELECT (?![^]*FOR UPDATE)/;

function batchOf(partition: number, at: number, events: readonly GeneratedEvent[]) {
  const firstOffset = BigInt(at);
  const lastOffset = firstOffset + BigInt(events.length) - 1n;
  const records = events.map(({ text }, i) => ({
    offset: firstOffset + BigInt(i),
    key: null,
    value: Buffer.from(text),
    headers: {},
    timestamp: 0,
  }));
  const topic = 'bench';
  const heartbeat = () => Promise.resolve();
  return { topic, partition, firstOffset, lastOffset, highWatermark: lastOffset + 1n, records, heartbeat };
}

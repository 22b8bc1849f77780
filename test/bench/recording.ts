import {
  createDataSource,
  migrate,
  prepareChangeHeads,
  prepareProjectionOffsets,
  servedTransaction,
  sqlOf,
  type Transaction,
} from '#persistence';
import { partitionOf } from '#kafka';
import { projectBatch, StateCache, writeBatch } from '#projection';
import { partitions } from './cluster.js';
import { rules } from './domain.js';
import type { GeneratedEvent } from './events/generator.js';

/** What one transaction did to the store, in order. */
export type Write =
  | { readonly kind: 'statement'; readonly text: string; readonly parameters: readonly unknown[] }
  | { readonly kind: 'rows'; readonly table: string; readonly columns: readonly string[]; readonly copied: Buffer };

export interface RecordedBatch {
  readonly partition: number;
  readonly firstOffset: number;
  readonly events: number;
  readonly writes: readonly Write[];
}

/** The tables as the projector makes them, and nothing in them. */
export async function prepareStore(url: string): Promise<void> {
  const database = createDataSource({ url, application: 'bench', connections: 1, onLost: () => undefined });
  await database.initialize();
  await migrate(database);
  await prepareProjectionOffsets(sqlOf(database), partitions);
  await prepareChangeHeads(sqlOf(database), partitions);
  await database.destroy();
}

/** What the projector writes for these events, a transaction for so many of them. */
export async function record(
  url: string,
  events: Iterable<GeneratedEvent>,
  size: number,
): Promise<readonly RecordedBatch[]> {
  await prepareStore(url);
  const database = createDataSource({
    url,
    application: 'bench',
    connections: 2,
    byKey: true,
    onLost: () => undefined,
  });
  await database.initialize();
  const cache = new StateCache();
  const batches: RecordedBatch[] = [];
  const project = async (partition: number, firstOffset: number, texts: readonly string[]): Promise<void> => {
    const writes: Write[] = [];
    const firstOf = BigInt(firstOffset);
    const records = texts.map((text, i) => ({
      offset: firstOf + BigInt(i),
      key: null,
      value: Buffer.from(text),
      headers: {},
      timestamp: 0,
    }));
    const lastOffset = firstOf + BigInt(texts.length) - 1n;
    const outcome = await projectBatch(
      {
        topic: 'bench',
        partition,
        firstOffset: firstOf,
        lastOffset,
        highWatermark: lastOffset + 1n,
        records,
        heartbeat: () => Promise.resolve(),
      },
      {
        transaction: (work) => servedTransaction(database, (sql, { number }) => work(recording(sql, writes), number)),
        write: (sql, result) => writeBatch(sql, result, rules.vocabulary),
        cache,
        rules,
        partitionOf: (incident) => partitionOf(incident, partitions),
        onProjected: () => undefined,
        onParked: ({ cause }) => {
          throw cause;
        },
      },
    );
    if (outcome.kind !== 'committed') throw new Error(`not committed: ${outcome.kind}`);
    batches.push({ partition, firstOffset, events: texts.length, writes });
  };
  const waiting = Array.from({ length: partitions }, () => ({ next: 0, texts: [] as string[] }));
  const flush = async (partition: number): Promise<void> => {
    const lane = waiting[partition];
    if (lane === undefined || lane.texts.length === 0) return;
    const { next, texts } = lane;
    waiting[partition] = { next: next + texts.length, texts: [] };
    await project(partition, next, texts);
  };
  for (const { subject, text } of events) {
    const partition = partitionOf(subject, partitions);
    waiting[partition]?.texts.push(text);
    if (waiting[partition]?.texts.length === size) await flush(partition);
  }
  for (const partition of waiting.keys()) await flush(partition);
  await database.destroy();
  return batches;
}

// What is only read was read to compute; who knows the rows need not.
const isRead = /^\s*SELECT/;

function recording(sql: Transaction, writes: Write[]): Transaction {
  return {
    query: (text, parameters = []) => {
      if (!isRead.test(text)) writes.push({ kind: 'statement', text, parameters });
      return sql.query(text, parameters);
    },
    copy: (rows) => {
      const { table, columns, chunks } = rows;
      if (chunks.length > 0) writes.push({ kind: 'rows', table, columns, copied: Buffer.concat(chunks) });
      return sql.copy(rows);
    },
  };
}

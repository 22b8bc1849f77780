import { topicNames } from '#contracts';
import { partitionOf, readRecords, type LogBatch } from '#kafka';
import {
  describeChanges,
  readApplied,
  readDeadOffsets,
  sqlOf,
  transaction,
  writeDeadLetters,
  writeSpeakers,
  type Database,
} from '#persistence';
import { projectBatch, StateCache, writeReadModels, type Projection } from '#projection';
import type { Source } from './source.js';

// Of records: four times as many in each of four transactions take twice the memory and no less time.
const BATCH = 1_000;
const AT_ONCE = 2;

export type Offsets = ReadonlyMap<number, bigint>;

/** Applies the log to a generation that nobody sees. */
export class Build {
  /** `null` until somebody wants to know: of the whole log it would be all. */
  private touched: Set<string> | null = null;
  private readonly projection: Projection;

  constructor(
    private readonly source: Source,
    private readonly database: Database,
    private readonly generation: number,
    isRestored: boolean,
    private readonly onApplied: (records: number) => void,
  ) {
    const { rules, partitions } = source;
    this.projection = {
      transaction: (work) => transaction(database, (sql) => work(sql, generation)),
      write: async (sql, result) => {
        await writeReadModels(sql, result, rules.vocabulary);
        await writeDeadLetters(sql, result.deadLetters, 'found_dead');
        if (!isRestored) return;
        await describeChanges(sql, result.changes);
        await writeSpeakers(sql, result.deltas);
      },
      cache: new StateCache(),
      rules,
      partitionOf: (incident) => partitionOf(incident, partitions),
      onProjected: (_, { deltas }) => {
        for (const { state } of deltas) this.touched?.add(state.id);
      },
      onParked: () => undefined,
    };
  }

  /** Incidents that were touched since `rememberTouched`. */
  get touchedSince(): ReadonlySet<string> {
    return this.touched ?? new Set();
  }

  rememberTouched(): void {
    this.touched = new Set();
  }

  applied(): Promise<Map<number, bigint>> {
    return readApplied(sqlOf(this.database), this.generation);
  }

  /** Up to exactly these offsets, several partitions at a time. */
  async upTo(ends: Offsets): Promise<void> {
    const applied = await this.applied();
    const left = [...ends].filter(([partition, end]) => (applied.get(partition) ?? 0n) < end);
    const work = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [partition, end] = next;
        await this.partitionUpTo(partition, applied.get(partition) ?? 0n, end);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  private async partitionUpTo(partition: number, from: bigint, end: bigint): Promise<void> {
    const topic = topicNames(this.source.topicPrefix).events;
    let next = from;
    for await (const records of readRecords(this.source.kafka, topic, partition, { from, to: end }))
      for (let at = 0; at < records.length; at += BATCH) {
        const part = records.slice(at, at + BATCH);
        const last = part.at(-1)?.offset ?? next;
        await this.apply({ topic, partition, firstOffset: next, lastOffset: last, records: part, end });
        next = last + 1n;
      }
    // What is left are markers, and what was aborted.
    if (next < end) await this.apply({ topic, partition, firstOffset: next, lastOffset: end - 1n, records: [], end });
  }

  private async apply({
    end,
    ...stretch
  }: Omit<LogBatch, 'highWatermark' | 'heartbeat'> & { end: bigint }): Promise<void> {
    const { partition, firstOffset: first, lastOffset: last } = stretch;
    const dead = await readDeadOffsets(sqlOf(this.database), { partition, first, last });
    const batch: LogBatch = { ...stretch, highWatermark: end, heartbeat: () => Promise.resolve() };
    const outcome = await projectBatch(batch, this.projection, dead);
    if (outcome.kind !== 'committed')
      throw new Error(
        `g${this.generation} stands elsewhere in partition ${partition} than at ${first}: run the command again`,
      );
    this.onApplied(stretch.records.length);
  }
}

import type { Rules } from '#domain';
import type { LogBatch } from '#kafka';
import type { Transaction } from '#persistence';
import type { BatchResult } from './apply-readings.js';
import type { StateCache } from './state-cache.js';

/** Where batches are applied to, and by which rules. */
export interface Projection {
  /** Everything in `work` is committed to one generation of read models, or nothing. May throw `CannotProject`. */
  readonly transaction: <T>(work: (sql: Transaction, generation: number) => Promise<T>) => Promise<T>;
  readonly write: (sql: Transaction, result: BatchResult) => Promise<void>;
  readonly cache: StateCache;
  readonly rules: Rules;
  readonly partitionOf: (incident: string) => number;
  readonly onProjected: (batch: LogBatch, result: BatchResult) => void;
  /** An event that a bug kept from being applied. */
  readonly onParked: (failure: { readonly offset: bigint; readonly cause: unknown }, batch: LogBatch) => void;
}

/** Somebody has to see to something before anything is applied. */
export class CannotProject extends Error {
  override readonly name = 'CannotProject';
}

import {
  countAnnounced,
  holdGeneration,
  isLockTimeout,
  isRetriable,
  limitLockWait,
  readGenerations,
  sqlOf,
  switchGeneration,
  transaction,
  type Announced,
  type Database,
} from '#persistence';
import type { Build } from './build.js';
import { readEnds } from './checks.js';
import { prepareMoved, type Prepared } from './prepare.js';
import type { Generations, Source } from './source.js';

const LOCK_WAIT_MS = 3_000;
/** Of records: applying them takes less than projectors are to be kept waiting. */
export const CLOSE = 5_000n;

export type Attempt =
  | { readonly kind: 'switched'; readonly announced: Announced }
  /** Somebody is to agree to more than he has. */
  | { readonly kind: 'more'; readonly announced: Announced }
  | { readonly kind: 'later'; readonly reason: string };

class NotNow extends Error {
  constructor(readonly attempt: Exclude<Attempt, { kind: 'switched' }>) {
    super(attempt.kind);
  }
}

/**
 * In one transaction: the projectors are held where they are, the new generation is brought to exactly there, what differs is
 * told, and it is served from then on. Nothing of it happens, or all.
 */
export async function attemptSwitch(
  source: Source,
  built: { readonly generations: Generations; readonly build: Build; readonly prepared: Prepared },
  isAgreed: (announced: Announced) => boolean,
): Promise<Attempt> {
  const { database } = source;
  const { generations } = built;
  try {
    const announced = await transaction(database, async (sql) => {
      await limitLockWait(sql, LOCK_WAIT_MS);
      const { old } = generations;
      const ends = old === null ? await readEnds(source, null) : await holdGeneration(sql, old);
      if ((await distance(built.build, ends)) > CLOSE)
        throw new NotNow({ kind: 'later', reason: 'the projectors have gone on too far' });
      await built.build.upTo(ends);
      await prepareMoved(sql, generations, built.build, built.prepared);
      const count = await countAnnounced(sql, generations.built);
      if (!isAgreed(count)) throw new NotNow({ kind: 'more', announced: count });
      if (!(await switchGeneration(sql, { ...generations, run: built.prepared.run })))
        throw new Error(`another rebuild has gone on with g${generations.built}`);
      return count;
    });
    return { kind: 'switched', announced };
  } catch (error) {
    if (error instanceof NotNow) return error.attempt;
    if (isLockTimeout(error) || isRetriable(error)) return { kind: 'later', reason: 'a projector holds its partition' };
    if (await isServed(database, generations.built))
      return { kind: 'switched', announced: { changes: 0, incidents: 0, dead: 0 } };
    throw error;
  }
}

/** The answer to COMMIT may be lost. */
async function isServed(database: Database, generation: number): Promise<boolean> {
  const all = await readGenerations(sqlOf(database)).catch(() => []);
  return all.some(({ number, state }) => number === generation && state === 'served');
}

export async function distance(build: Build, ends: ReadonlyMap<number, bigint>): Promise<bigint> {
  const applied = await build.applied();
  return [...ends].reduce((sum, [partition, end]) => {
    const next = applied.get(partition) ?? 0n;
    return end > next ? sum + end - next : sum;
  }, 0n);
}

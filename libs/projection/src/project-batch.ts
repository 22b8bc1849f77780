import { linkOf, type IncidentState } from '#domain';
import { recordHash, type BatchOutcome, type LogBatch } from '#kafka';
import { claimBatch, isRefusal, isRetriable, readProjectionOffset, type Sql, type Transaction } from '#persistence';
import { ApplyFailed, applyReadings, type BatchResult } from './apply-readings.js';
import { FamilyGrew, lockStates } from './lock-states.js';
import { readEvent, type Reading } from './read-event.js';
import { CannotProject, type Projection } from './projection.js';

const attempts = 5;

/**
 * Applies one stretch of the log in one transaction: everything of it, or nothing. Rejects when the infrastructure fails;
 * whether its last COMMIT got through is settled by the stored offset when the batch comes again.
 * @param leftOut offsets of records that are not to be applied.
 */
export async function projectBatch(
  batch: LogBatch,
  projection: Projection,
  leftOut: ReadonlySet<bigint> = new Set(),
): Promise<BatchOutcome> {
  const readings = batch.records
    .filter(({ offset }) => !leftOut.has(offset))
    .map((record) => readEvent(record, batch.partition, projection.rules.vocabulary));
  const parked = new Map<bigint, string>();
  const park = (offset: bigint, cause: unknown) => {
    projection.onParked({ offset, cause }, batch);
    parked.set(offset, String(cause));
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryBatch(batch, readings, parked, projection);
    } catch (error) {
      projection.cache.clear();
      if (error instanceof CannotProject)
        return { kind: 'stop', reason: { category: 'foreign-log', reason: error.message, offset: batch.firstOffset } };
      if (error instanceof ApplyFailed) park(error.offset, error.cause);
      else if ((error instanceof FamilyGrew || isRetriable(error)) && attempt < attempts) continue;
      else if (!isRefusal(error)) throw error;
      else park(await culprit(batch, readings, parked, projection, error), error);
    }
  }
}

/**
 * The first event that the store does not take after those before it, which may be why: a bug, but no other event waits for
 * it to be mended.
 */
async function culprit(
  batch: LogBatch,
  readings: readonly Reading[],
  parked: ReadonlyMap<bigint, string>,
  projection: Projection,
  error: unknown,
): Promise<bigint> {
  const isPrefixTaken = (length: number) => isTaken(batch, readings.slice(0, length), parked, projection);
  let [taken, refused] = [0, readings.length];
  while (refused - taken > 1) {
    const middle = (taken + refused) >> 1;
    if (await isPrefixTaken(middle)) taken = middle;
    else refused = middle;
  }
  const found = readings[taken];
  if (found === undefined || parked.has(offsetOf(found)) || (await isPrefixTaken(refused))) throw error;
  return offsetOf(found);
}

class Rehearsed extends Error {}

async function isTaken(
  batch: LogBatch,
  readings: readonly Reading[],
  parked: ReadonlyMap<bigint, string>,
  projection: Projection,
): Promise<boolean> {
  try {
    await projection.transaction(async (sql, generation) => {
      await applyAndWrite(sql, generation, readings, parked, projection);
      throw new Rehearsed('nothing of this is kept');
    });
  } catch (error) {
    projection.cache.clear();
    if (!(error instanceof Rehearsed || error instanceof ApplyFailed || isRefusal(error))) throw error;
    return error instanceof Rehearsed;
  }
  return true;
}

function offsetOf(reading: Reading): bigint {
  return reading.kind === 'event' ? reading.record.offset : reading.letter.at.offset;
}

async function tryBatch(
  batch: LogBatch,
  readings: readonly Reading[],
  parked: ReadonlyMap<bigint, string>,
  projection: Projection,
): Promise<BatchOutcome> {
  const result = await projection.transaction(async (sql, generation) =>
    (await claim(sql, batch)) ? applyAndWrite(sql, generation, readings, parked, projection) : null,
  );
  if (result === null) return elsewhere(projection, batch);
  for (const state of result.states.values()) projection.cache.put(result.generation, state);
  projection.onProjected(batch, result.applied);
  return { kind: 'committed', next: batch.lastOffset + 1n };
}

async function applyAndWrite(
  sql: Transaction,
  generation: number,
  readings: readonly Reading[],
  parked: ReadonlyMap<bigint, string>,
  projection: Projection,
): Promise<{ applied: BatchResult; states: Map<string, IncidentState>; generation: number }> {
  const { rules, partitionOf } = projection;
  const states = await lockStates(sql, incidentsNamed(readings), projection, generation);
  const applied = applyReadings(readings, states, parked, rules, partitionOf);
  await projection.write(sql, applied);
  return { applied, states, generation };
}

function incidentsNamed(readings: readonly Reading[]): Set<string> {
  const named = readings.flatMap((reading) =>
    reading.kind === 'event' ? [reading.logged.subject, linkOf(reading.logged)] : [],
  );
  return new Set(named.filter((incident) => incident !== null));
}

function claim(sql: Sql, { partition, firstOffset, lastOffset, records }: LogBatch): Promise<boolean> {
  const last = records.at(-1);
  return claimBatch(sql, {
    partition,
    start: firstOffset,
    end: lastOffset + 1n,
    last: last === undefined ? null : { offset: last.offset, hash: recordHash(last) },
  });
}

/** Another instance has moved on, the client stands in the wrong place, or another generation is served since. */
async function elsewhere(projection: Projection, { partition, firstOffset }: LogBatch): Promise<BatchOutcome> {
  projection.cache.clear();
  const stored = await projection.transaction((sql) => readProjectionOffset(sql, partition));
  if (stored !== null) return { kind: 'elsewhere', next: stored.next };
  const reason = `no offset is stored for partition ${partition}: the read models are those of fewer partitions`;
  return { kind: 'stop', reason: { category: 'foreign-log', reason, offset: firstOffset } };
}

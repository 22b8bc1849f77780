import { Logger } from '@nestjs/common';
import { Fenced, type PublishBatch } from '#kafka';
import type { Tracing } from '#service';
import { forgetAgain, noteSent, sqlOf } from '#persistence';
import type { PartitionState } from './partition-state.js';
import { backoff, pause } from './pause.js';
import { toSent, type Position } from './position.js';
import type { Publishing } from './publishing.js';
import { readBatch } from './read-batch.js';
import { SentStates } from './sent-states.js';
import { standStill } from './stand-still.js';
import { toStandstill } from './standstill.js';
import { takeOver, type TakenOver } from './take-over.js';

export interface Ownership {
  /** Aborted when the partition is to be left after the batch under way. */
  readonly leave: AbortSignal;
  /** Aborted when it is no longer ours: nothing more may be sent. */
  readonly revoked: AbortSignal;
}

/** Publishes one partition until it is to be left; `fenced` when somebody else has taken its transactional id. */
export async function publishPartition(
  state: PartitionState,
  publishing: Publishing,
  ownership: Ownership,
): Promise<'left' | 'fenced'> {
  const log = new Logger(`Partition ${state.partition}`);
  const { leave } = ownership;
  for (let failures = 0; !leave.aborted;) {
    try {
      await publishUntilLeft(state, publishing, ownership, () => (failures = 0));
    } catch (error) {
      if (leave.aborted) break;
      const { stage } = state;
      publishing.metrics.failed(stage);
      if (error instanceof Fenced) {
        log.warn(`another has taken the partition over: ${error.message}`);
        return 'fenced';
      }
      const standstill = toStandstill(error);
      if (standstill !== null) {
        await standStill(standstill, state, publishing, leave);
        continue;
      }
      failures += 1;
      state.failed(stage, messageOf(error));
      log.warn(`${stage} failed, beginning again (${failures}): ${messageOf(error)}`);
      state.at('waiting');
      await pause(backoff(failures), leave);
    }
  }
  return 'left';
}

async function publishUntilLeft(
  state: PartitionState,
  publishing: Publishing,
  { leave, revoked }: Ownership,
  onPublished: () => void,
): Promise<void> {
  const { heads, metrics, permits } = publishing;
  state.at('waiting');
  const taken = await permits.run(() => {
    state.at('opening');
    return takeOver(state.partition, publishing);
  });
  const close = (): void => void taken.publisher.close();
  revoked.addEventListener('abort', close);
  try {
    metrics.tookOver(state.partition);
    let at = taken.from;
    let { again } = taken;
    const sentStates = new SentStates();
    state.sent = at;
    while (!leave.aborted) {
      state.at('waiting');
      at = await permits.run(() => publishNext(state, publishing, { ...taken, from: at, again }, sentStates));
      again = [];
      state.sentUpTo(at);
      onPublished();
      state.at('idle');
      await heads.beyond(state.partition, at, leave);
    }
  } finally {
    revoked.removeEventListener('abort', close);
    await taken.publisher.close();
  }
}

async function publishNext(
  state: PartitionState,
  { database, rules, topics, heads, metrics, tracing }: Publishing,
  { publisher, from, again }: TakenOver,
  sentStates: SentStates,
): Promise<Position> {
  const { partition } = state;
  state.at('reading');
  const origin = { topic: topics.events, partition };
  const [known, restates] = [heads.of(partition), heads.isAgain(partition)];
  const wanted = { origin, after: from, known, restates, again, sentStates };
  const { records, end, again: restated, versions } = await readBatch(database, rules, wanted);
  if (restates && restated.incidents.length === 0) heads.nothingAgain(partition);
  if (records.changes.length + records.incidents.length + records.deadLetters.length === 0) return end;
  state.at('publishing');
  const began = performance.now();
  await publisher.publish(records);
  if (tracing.isOn) trace(tracing, records, performance.now() - began);
  sentStates.sent(restated.generation, versions);
  metrics.published(partition, records, (performance.now() - began) / 1_000, recordedAt(records.changes[0]?.value));
  state.at('noting');
  await noteSent(sqlOf(database), partition, toSent(end));
  if (restated.incidents.length > 0) await forgetAgain(sqlOf(database), partition, restated);
  return end;
}

/** Changes of a transaction are published together; an event that caused several is told of once. */
function trace(tracing: Tracing, { changes }: PublishBatch, took: number): void {
  const now = Date.now();
  const parents = changes.map(({ headers }) => headers?.['traceparent']?.toString());
  tracing.note('publish', 'producer', parents, now - took, now);
}

/** A change has the time at which its cause was recorded. */
function recordedAt(change: string | Buffer | null | undefined): number | null {
  const [, time] = /"time":"([^"]+)"/.exec(String(change)) ?? [];
  return time === undefined ? null : Date.parse(time);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { formatOffset, type Topics } from '#contracts';
import {
  existingTopics,
  fetchOffsets,
  membersOf,
  readPublisherTail,
  readRecord,
  readRecords,
  recordHash,
  type KafkaClient,
  type PartitionOffsets,
} from '#kafka';
import {
  readGenerations,
  readHeads,
  readNote,
  readProjection,
  readProjectionOffset,
  sqlOf,
  type Database,
  type Sent,
  type Sql,
} from '#persistence';
import { Refused } from '../refused.js';

export interface AtRest {
  readonly kafka: KafkaClient;
  readonly database: Database;
  readonly from: Topics;
  readonly to: Topics;
  readonly group: string;
  /** Whether what is there under the new names is to be thrown away. */
  readonly anew: boolean;
}

/**
 * Everything that was sent is applied, and everything that came of it is published.
 * @returns by partition, how far the log has been applied.
 * @throws Refused with everything that is not so.
 */
export async function mustBeAtRest(wanted: AtRest): Promise<bigint[]> {
  await mustExist(wanted);
  const members = await membersOf(wanted.kafka, wanted.group);
  const running = `the projector runs: ${members} in the consumer group ${wanted.group}. Stop the services`;
  const log = await fetchOffsets(wanted.kafka, wanted.from.events);
  const applied = await Promise.all(log.map((offsets) => notApplied(wanted, offsets)));
  const changes = await fetchOffsets(wanted.kafka, wanted.from.changes);
  const letters = await fetchOffsets(wanted.kafka, wanted.from.deadLetters);
  const published = await Promise.all(
    changes.map((offsets, i) => notPublished(wanted, offsets, letters[i] ?? offsets)),
  );
  const others = (await readGenerations(sqlOf(wanted.database))).filter(({ state }) => state !== 'served');
  const reasons = [
    ...others.map(
      ({ number, state }) => `the generation g${number} (${state}) is not erased: disclosure rebuild throw-away`,
    ),
    ...(members > 0 ? [running] : []),
    ...applied.flatMap(({ reasons }) => reasons),
    ...published.flat(),
  ];
  if (reasons.length > 0) throw new Refused(reasons);
  return applied.map(({ next }) => next);
}

async function mustExist({ kafka, from }: AtRest): Promise<void> {
  const names = Object.values(from) as string[];
  const there = new Set(await existingTopics(kafka, names));
  const missing = names.filter((name) => !there.has(name));
  if (missing.length > 0) throw new Refused(missing.map((name) => `there is no topic ${name}: is TOPIC_PREFIX right?`));
}

async function notApplied(wanted: AtRest, { partition, low, stable, high }: PartitionOffsets) {
  const { database, from } = wanted;
  const sql = sqlOf(database);
  const { next = 0n, stopped = null } = (await readProjection(sql)).get(partition) ?? {};
  const where = `${from.events} ${partition}`;
  const reasons: string[] = [];
  if (low > 0n)
    reasons.push(`${where} begins at ${low}: what stood before is lost, and a copy could not have its offsets`);
  if (stable !== high) reasons.push(`${where} has an unfinished transaction at ${stable}`);
  if (stopped !== null) reasons.push(`the projection of ${where} stands still: ${stopped.reason}`);
  if (next > high)
    reasons.push(`${next - high} records more than ${where} has are applied: this is not the log of the read models`);
  if (await hasRecords(wanted, partition, next, stable)) {
    reasons.push(`${where} is applied up to ${next}, and ends at ${high}: wait for the projector before you stop it`);
  }
  if (!(await isKnown(sql, wanted, partition)))
    reasons.push(`${where} is not the log that the read models come from: is TOPIC_PREFIX right?`);
  return { next, reasons };
}

/** What lies behind the last that was applied may be markers. */
async function hasRecords({ kafka, from }: AtRest, partition: number, next: bigint, end: bigint): Promise<boolean> {
  const records = readRecords(kafka, from.events, partition, { from: next, to: end });
  return (await records.next()).done !== true;
}

/** Once copied, the read models know the copy, and the command may have been ended before it could say so. */
async function isKnown(sql: Sql, { kafka, from, to, anew }: AtRest, partition: number): Promise<boolean> {
  const { lastOffset = null, lastHash = null } = (await readProjectionOffset(sql, partition)) ?? {};
  if (lastOffset === null || lastHash === null) return true;
  for (const topic of await existingTopics(kafka, [from.events, ...(anew ? [] : [to.events])])) {
    const record = await readRecord(kafka, topic, partition, lastOffset);
    if (record !== null && recordHash(record).equals(lastHash)) return true;
  }
  return false;
}

async function notPublished(
  { kafka, database, from }: AtRest,
  offsets: PartitionOffsets,
  letters: PartitionOffsets,
): Promise<string[]> {
  const { partition } = offsets;
  const sql = sqlOf(database);
  for (const [topic, { stable, high }] of [
    [from.changes, offsets],
    [from.deadLetters, letters],
  ] as const)
    if (stable !== high) return [`${topic} ${partition} has an unfinished transaction: let the notifier end it`];
  const tail = await readPublisherTail(
    kafka,
    { topic: from.changes, offsets },
    { topic: from.deadLetters, offsets: letters },
  );
  const note = await readNote(sql, partition);
  const head = (await readHeads(sql, [partition])).get(partition);
  const sent = tail.sequence ?? note?.sequence ?? 0n;
  const dead = tail.deadLetterOffset ?? note?.deadLetterOffset ?? null;
  return head === undefined ? [] : behind(partition, { sequence: sent, deadLetterOffset: dead }, head, from);
}

function behind(partition: number, sent: Sent, head: Sent, { changes, deadLetters }: Topics): string[] {
  const wait = 'let the notifier publish everything before you stop it';
  const reasons: string[] = [];
  if (sent.sequence !== head.sequence)
    reasons.push(
      `${changes} ${partition} ends with sequence ${sent.sequence}, and the last change is ${head.sequence}: ${wait}`,
    );
  if (head.deadLetterOffset !== null && sent.deadLetterOffset !== head.deadLetterOffset) {
    const last = formatOffset({ partition, offset: head.deadLetterOffset });
    reasons.push(`${deadLetters} ${partition} has not the dead letter ${last}: ${wait}`);
  }
  return reasons;
}

import { fetchPartitionOffsets, readRecords, type KafkaClient, type LogRecord, type TopicWriter } from '#kafka';
import { Refused } from './refused.js';

export interface Target {
  readonly kafka: KafkaClient;
  readonly topic: string;
  readonly partition: number;
  /** `null` to look only. */
  readonly writer: TopicWriter | null;
  /** Throws when nothing more may be written. */
  readonly check: () => void;
}

const CHUNK = 1_000;

/**
 * Compares what is in a partition with what is to be there, and writes what is missing behind it.
 * @returns how many records there are.
 * @throws Refused where there is something else.
 */
export async function copyPartition(copy: AsyncIterable<LogRecord>, target: Target): Promise<bigint> {
  const { kafka, topic, partition } = target;
  const { low, stable, high } = await fetchPartitionOffsets(kafka, topic, partition);
  if (stable !== high)
    throw new Refused([`${topic} ${partition} has an unfinished transaction: somebody writes there`]);
  const there = recordsOf(kafka, topic, partition, { from: low, to: high });
  let next = 0n;
  let missing: LogRecord[] = [];
  for await (const record of copy) {
    // What retention has deleted of the copy is not there to be compared.
    if (record.offset >= high) missing.push(record);
    else if (record.offset >= low) mustEqual((await there.next()).value, record, target);
    if (missing.length === CHUNK) missing = await write(missing, target);
    next = record.offset + 1n;
  }
  await write(missing, target);
  if (next < high) throw foreign(target, next);
  return next;
}

async function write(records: LogRecord[], { writer, topic, partition, check }: Target): Promise<LogRecord[]> {
  const [first] = records;
  if (first === undefined) return [];
  if (writer === null) throw new Refused([`${topic} ${partition}@${first.offset} is missing: run the command again`]);
  check();
  await writer.write(topic, partition, records);
  return [];
}

async function* recordsOf(...wanted: Parameters<typeof readRecords>): AsyncGenerator<LogRecord, undefined> {
  for await (const records of readRecords(...wanted)) yield* records;
  return undefined;
}

function mustEqual(found: LogRecord | undefined, wanted: LogRecord, target: Target): void {
  if (found === undefined || !isSame(found, wanted)) throw foreign(target, wanted.offset);
}

function isSame(a: LogRecord, b: LogRecord): boolean {
  return (
    a.offset === b.offset &&
    a.timestamp === b.timestamp &&
    sameBytes(a.key, b.key) &&
    sameBytes(a.value, b.value) &&
    sameHeaders(a.headers, b.headers)
  );
}

function sameBytes(a: Buffer | null, b: Buffer | null): boolean {
  return a === null || b === null ? a === b : a.equals(b);
}

function sameHeaders(a: LogRecord['headers'], b: LogRecord['headers']): boolean {
  const [these, those] = [a, b].map((headers) =>
    Object.entries(headers).flatMap(([name, value]) => [value].flat().map((each) => [name, each] as const)),
  );
  return (
    these?.length === those?.length &&
    these?.every(([name, value], i) => those?.[i]?.[0] === name && those[i][1].equals(value)) === true
  );
}

function foreign({ topic, partition }: Target, offset: bigint): Refused {
  return new Refused([
    `${topic} ${partition}@${offset} is not what this copy has there. If it is of a copy that was begun before more came into the old topics, --anew throws that away; if it is somebody's, choose another prefix`,
  ]);
}

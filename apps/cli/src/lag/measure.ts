import { topicNames, type Stopped, type Topics } from '#contracts';
import { fetchOffsets, readPublisherTail, readRecord, type KafkaClient, type PartitionOffsets } from '#kafka';
import {
  countDeadLettersAfter,
  countParked,
  readHeads,
  readNote,
  readProjection,
  snapshot,
  sqlOf,
  type Database,
} from '#persistence';
import type { Connected } from '../connections.js';

/** How far one partition is. */
export interface PartitionLag {
  readonly partition: number;
  /** Of the log: the offset that the next record will get. */
  readonly end: number;
  /** The first offset that is not applied. */
  readonly next: number;
  readonly lag: number;
  /** How long the first record that is not applied has been in the log. */
  readonly lagSeconds: number | null;
  readonly parked: number;
  readonly stopped: Stopped | null;
  /** The sequence of the last change in the database, and of the last in the topic; `null` where the topic has lost it. */
  readonly changes: { readonly head: number; readonly published: number | null; readonly unsent: number | null };
  readonly deadLettersUnsent: number;
  /** What an operator has said to the notifier, and it has not done so far. */
  readonly resume: string | null;
}

export async function measure({ kafka, database, settings }: Connected): Promise<PartitionLag[]> {
  const topics = topicNames(settings.topicPrefix);
  const { progress, parked } = await snapshot(database, async (sql) => ({
    progress: await readProjection(sql),
    parked: await countParked(sql),
  }));
  // Asked after the database, the log is never behind what is applied of it.
  const log = await fetchOffsets(kafka, topics.events);
  const published = await readPublished(kafka, database, topics);
  return Promise.all(
    log.map(async ({ partition, low, high }) => {
      const { next = 0n, stopped = null } = progress.get(partition) ?? {};
      const lag = high > next ? high - next : 0n;
      return {
        partition,
        end: Number(high),
        next: Number(next),
        lag: Number(lag),
        lagSeconds:
          lag === 0n ? null : await waiting(kafka, topics.events, { partition, offset: next < low ? low : next }),
        parked: parked.get(partition) ?? 0,
        stopped,
        ...(published.get(partition) ?? nothing),
      };
    }),
  );
}

type Published = Pick<PartitionLag, 'changes' | 'deadLettersUnsent' | 'resume'>;
const nothing: Published = { changes: { head: 0, published: 0, unsent: 0 }, deadLettersUnsent: 0, resume: null };

async function readPublished(kafka: KafkaClient, database: Database, topics: Topics): Promise<Map<number, Published>> {
  const sql = sqlOf(database);
  const changes = await fetchOffsets(kafka, topics.changes);
  const letters = new Map((await fetchOffsets(kafka, topics.deadLetters)).map((each) => [each.partition, each]));
  const tails = await Promise.all(
    changes.map(async (offsets: PartitionOffsets) => {
      const deadLetters = { topic: topics.deadLetters, offsets: letters.get(offsets.partition) ?? offsets };
      const tail = await readPublisherTail(kafka, { topic: topics.changes, offsets }, deadLetters);
      return { partition: offsets.partition, tail, note: await readNote(sql, offsets.partition) };
    }),
  );
  // Asked after the topic, the database is never behind what is published of it.
  const heads = await readHeads(
    sql,
    changes.map(({ partition }) => partition),
  );
  const sent = new Map(
    tails.map(({ partition, tail, note }) => [partition, tail.deadLetterOffset ?? note?.deadLetterOffset ?? -1n]),
  );
  const unsent = await countDeadLettersAfter(sql, sent);
  return new Map(
    tails.map(({ partition, tail, note }) => {
      const head = Number(heads.get(partition)?.sequence ?? 0n);
      const last = tail.sequence === null ? null : Number(tail.sequence);
      const left = last === null ? null : Math.max(0, head - last);
      const deadLettersUnsent = unsent.get(partition) ?? 0;
      return [
        partition,
        { changes: { head, published: last, unsent: left }, deadLettersUnsent, resume: note?.resume ?? null },
      ];
    }),
  );
}

/** In seconds; `null` where no record stands there. */
async function waiting(
  kafka: KafkaClient,
  topic: string,
  { partition, offset }: { readonly partition: number; readonly offset: bigint },
): Promise<number | null> {
  const record = await readRecord(kafka, topic, partition, offset);
  return record === null ? null : Math.max(0, (Date.now() - record.timestamp) / 1_000);
}

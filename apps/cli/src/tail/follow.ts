import type { ChangeEvent } from '#contracts';
import { fetchOffsets, headerText, readRecords, type KafkaClient, type LogRecord, type PartitionOffsets } from '#kafka';
import { pause } from '../terminal/pause.js';
import type { SequencedChange } from './change-line.js';

/** A sequence is of one partition: the others are left out. */
export type From = 'beginning' | 'end' | { readonly partition: number; readonly sequence: number };

const POLL_MS = 200;

/** What is committed in the changes topic, partition by partition, and then as it comes. */
export async function* follow(
  kafka: KafkaClient,
  topic: string,
  { from, goOn, stop }: { readonly from: From; readonly goOn: boolean; readonly stop: AbortSignal },
): AsyncGenerator<SequencedChange> {
  let next: Map<number, bigint> | undefined;
  do {
    const wanted = (await fetchOffsets(kafka, topic)).filter((each) => isWanted(each, from));
    if (wanted.length === 0) throw new Error(`${topic} has no such partition`);
    next ??= new Map(wanted.map((each) => [each.partition, from === 'end' ? each.stable : each.low]));
    let news = false;
    for (const { partition, stable } of wanted) {
      const at = next.get(partition) ?? 0n;
      if (at >= stable) continue;
      news = true;
      for await (const records of readRecords(kafka, topic, partition, { from: at, to: stable })) {
        for (const record of records) {
          if (stop.aborted) return;
          const one = toChange(partition, record);
          if (typeof from === 'string' || one.sequence >= from.sequence) yield one;
        }
      }
      next.set(partition, stable);
    }
    if (!news && goOn) await pause(POLL_MS, stop);
  } while (goOn && !stop.aborted);
}

function isWanted({ partition }: PartitionOffsets, from: From): boolean {
  return typeof from === 'string' || from.partition === partition;
}

function toChange(partition: number, { headers, value, offset }: LogRecord): SequencedChange {
  const sequence = Number(headerText(headers, 'sequence'));
  if (value === null || !Number.isInteger(sequence)) throw new Error(`${partition}@${offset} is no change`);
  return { partition, sequence, change: JSON.parse(value.toString()) as ChangeEvent };
}

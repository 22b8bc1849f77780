import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaClient } from '../client/kafka-client.js';
import { fetchPartitionOffsets, type PartitionOffsets } from '../read/fetch-offsets.js';
import { PartitionStuck } from './errors.js';
import type { Transactions } from './transactions.js';

const VOID = { key: 'void', value: 'void', headers: { void: '1' } };

// A commit or abort answers before its markers are written; a second is ample unless a broker died between the two.
const BEFORE_HEALING_MS = [0, 20, 80, 200, 700];
const AFTER_HEALING_MS = [0, 20, 80, 200, 700, 1_000, 1_000];

/**
 * Makes sure that nothing lies unfinished in a partition of these topics, where a later commit would also commit it. What
 * a broker left behind under our own transactional id is ended by a dummy record and an abort. Throws `PartitionStuck`.
 */
export async function settle(
  kafka: KafkaClient,
  transactions: Transactions,
  partition: number,
  topics: readonly string[],
): Promise<ReadonlyMap<string, PartitionOffsets>> {
  const settled = new Map<string, PartitionOffsets>();
  const stuck = await unsettled(kafka, partition, topics, BEFORE_HEALING_MS, settled);
  if (stuck.length === 0) return settled;

  kafka.config.logger?.('warn', 'An unfinished transaction was left behind, ending it', { partition, topics: stuck });
  for (const topic of stuck) await transactions.send([{ topic, messages: [VOID] }]);
  await transactions.abort();
  const still = await unsettled(kafka, partition, stuck, AFTER_HEALING_MS, settled);
  if (still.length > 0)
    throw new PartitionStuck(
      `Partition ${partition} of ${still.join(', ')} has an unfinished transaction that is not ours to end`,
    );
  return settled;
}

async function unsettled(
  kafka: KafkaClient,
  partition: number,
  topics: readonly string[],
  pauses: readonly number[],
  settled: Map<string, PartitionOffsets>,
): Promise<readonly string[]> {
  let left = topics;
  for (const pause of pauses) {
    await sleep(pause);
    const offsets = await Promise.all(left.map((topic) => fetchPartitionOffsets(kafka, topic, partition)));
    left = left.filter((topic, at) => {
      const found = offsets[at];
      if (found === undefined || found.stable !== found.high) return true;
      settled.set(topic, found);
      return false;
    });
    if (left.length === 0) break;
  }
  return left;
}

import { type Broker, type IsolationLevel, READ_COMMITTED, READ_UNCOMMITTED } from '../client/cluster.js';
import type { KafkaClient } from '../client/kafka-client.js';

const LATEST = -1;
const EARLIEST = -2;

/** Where a partition begins and ends. `stable` is as far as `read_committed` reads; `high` counts open transactions too. */
export interface PartitionOffsets {
  readonly partition: number;
  readonly low: bigint;
  readonly stable: bigint;
  readonly high: bigint;
}

/** Of every partition of a topic, in order of partition. Three small requests a broker. */
export async function fetchOffsets(kafka: KafkaClient, topic: string, timeoutMs = 10_000): Promise<PartitionOffsets[]> {
  const found = await kafka.reader.onLeaders(topic, timeoutMs, (leader, partitions) =>
    offsetsAt(leader, topic, partitions),
  );
  return found.sort((a, b) => a.partition - b.partition);
}

/** Of one partition. */
export async function fetchPartitionOffsets(
  kafka: KafkaClient,
  topic: string,
  partition: number,
  timeoutMs = 10_000,
): Promise<PartitionOffsets> {
  const found = await kafka.reader.onLeader(topic, partition, timeoutMs, (leader) =>
    offsetsAt(leader, topic, [partition]),
  );
  const [offsets] = found;
  if (offsets === undefined) throw new Error(`No offsets for ${topic}-${partition}`);
  return offsets;
}

async function offsetsAt(leader: Broker, topic: string, partitions: readonly number[]): Promise<PartitionOffsets[]> {
  const list = async (timestamp: number, isolationLevel: IsolationLevel): Promise<Map<number, bigint>> => {
    const asked = { topic, partitions: partitions.map((partition) => ({ partition, timestamp })) };
    const { responses } = await leader.listOffsets({ replicaId: -1, isolationLevel, topics: [asked] });
    return new Map(responses.flatMap((each) => each.partitions).map((each) => [each.partition, BigInt(each.offset)]));
  };
  // The stable end is asked first: it never passes a high watermark that is read later.
  const stable = await list(LATEST, READ_COMMITTED);
  const [low, high] = await Promise.all([list(EARLIEST, READ_UNCOMMITTED), list(LATEST, READ_UNCOMMITTED)]);
  return partitions.map((partition) => ({
    partition,
    low: offsetIn(low, partition),
    stable: offsetIn(stable, partition),
    high: offsetIn(high, partition),
  }));
}

function offsetIn(offsets: ReadonlyMap<number, bigint>, partition: number): bigint {
  const offset = offsets.get(partition);
  if (offset === undefined) throw new Error(`The broker left partition ${partition} out of its answer`);
  return offset;
}

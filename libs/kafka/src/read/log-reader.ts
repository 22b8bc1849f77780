import type { Kafka } from 'kafkajs';
import { type Broker, type Cluster, createCluster } from '../client/cluster.js';
import { within } from '../within.js';

const ATTEMPTS = 2;

/** Runs small reads against partition leaders over one cluster, which is replaced after any error. */
export class LogReader {
  private cluster: Promise<Cluster> | undefined;

  constructor(private readonly native: () => Kafka) {}

  /** Gives `read` the leader of a partition. Tried twice: a connection that went stale or a leader that moved is no error. */
  async onLeader<T>(
    topic: string,
    partition: number,
    timeoutMs: number,
    read: (leader: Broker) => Promise<T>,
  ): Promise<T> {
    return this.run(timeoutMs, async (cluster) => {
      const leaders = await leadersOf(cluster, topic);
      const leader = leaders.get(partition);
      if (leader === undefined) throw new Error(`${topic} has no partition ${partition} with a leader`);
      return read(await cluster.findBroker({ nodeId: leader }));
    });
  }

  /** Gives `read` each broker with the partitions of the topic that it leads. */
  async onLeaders<T>(
    topic: string,
    timeoutMs: number,
    read: (leader: Broker, partitions: readonly number[]) => Promise<readonly T[]>,
  ): Promise<T[]> {
    return this.run(timeoutMs, async (cluster) => {
      const byLeader = Map.groupBy(await leadersOf(cluster, topic), ([, leader]) => leader);
      const reads = [...byLeader].map(async ([nodeId, entries]) =>
        read(
          await cluster.findBroker({ nodeId }),
          entries.map(([partition]) => partition),
        ),
      );
      return (await Promise.all(reads)).flat();
    });
  }

  /** Resolves when a broker answers a metadata request. */
  async ping(timeoutMs: number): Promise<void> {
    await this.run(timeoutMs, (cluster) => cluster.refreshMetadata());
  }

  async close(): Promise<void> {
    const cluster = this.cluster;
    this.cluster = undefined;
    await cluster?.then((open) => open.disconnect()).catch(() => undefined);
  }

  private async run<T>(timeoutMs: number, work: (cluster: Cluster) => Promise<T>): Promise<T> {
    const until = Date.now() + timeoutMs;
    for (let attempt = 1; ; attempt += 1) {
      const opened = (this.cluster ??= this.open());
      try {
        return await within(opened.then(work), until - Date.now(), 'Reading from Kafka');
      } catch (error) {
        this.discard(opened);
        if (attempt >= ATTEMPTS || Date.now() >= until) throw error;
      }
    }
  }

  private async open(): Promise<Cluster> {
    const cluster = createCluster(this.native());
    await cluster.connect();
    return cluster;
  }

  private discard(opened: Promise<Cluster>): void {
    if (this.cluster === opened) this.cluster = undefined;
    void opened.then((cluster) => cluster.disconnect()).catch(() => undefined);
  }
}

async function leadersOf(cluster: Cluster, topic: string): Promise<Map<number, number>> {
  await cluster.addTargetTopic(topic);
  await cluster.refreshMetadataIfNecessary();
  const metadata = cluster.findTopicPartitionMetadata(topic).filter(({ leader }) => leader >= 0);
  return new Map(metadata.map(({ partitionId, leader }) => [partitionId, leader]));
}

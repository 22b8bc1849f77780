import type { Kafka } from 'kafkajs';

/**
 * kafkajs 2.2.4 offers no single-record fetch and shows only the last stable offset. Its cluster can do both, but the
 * factory sits under a private symbol. This file is the one place that knows; the version is pinned by a test.
 */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  refreshMetadata(): Promise<void>;
  refreshMetadataIfNecessary(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findTopicPartitionMetadata(topic: string): readonly { readonly partitionId: number; readonly leader: number }[];
  findBroker(node: { readonly nodeId: number }): Promise<Broker>;
}

export interface Broker {
  listOffsets(request: {
    readonly replicaId: -1;
    readonly isolationLevel: IsolationLevel;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly { readonly partition: number; readonly timestamp: number }[];
    }[];
  }): Promise<{
    readonly responses: readonly {
      readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
    }[];
  }>;
  fetch(request: {
    readonly replicaId: -1;
    readonly isolationLevel: IsolationLevel;
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly topics: readonly {
      readonly topic: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly fetchOffset: string;
        readonly maxBytes: number;
      }[];
    }[];
  }): Promise<{ readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[] }>;
}

export interface FetchedPartition {
  readonly partition: number;
  readonly highWatermark: string;
  readonly abortedTransactions: readonly { readonly producerId: string; readonly firstOffset: string }[] | null;
  readonly messages: readonly FetchedMessage[];
}

export interface FetchedMessage {
  readonly offset: string;
  readonly timestamp: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly isControlRecord: boolean;
  readonly batchContext: {
    readonly firstOffset: string;
    readonly lastOffsetDelta: number;
    readonly producerId: string;
    readonly inTransaction: boolean;
    readonly isControlBatch: boolean;
  };
}

export const READ_UNCOMMITTED = 0;
export const READ_COMMITTED = 1;
export type IsolationLevel = typeof READ_UNCOMMITTED | typeof READ_COMMITTED;

type ClusterFactory = (options: {
  readonly allowAutoTopicCreation: boolean;
  readonly metadataMaxAge: number;
}) => Cluster;

export function createCluster(kafka: Kafka): Cluster {
  const symbol = Object.getOwnPropertySymbols(kafka).find((each) => each.description === 'private:Kafka:createCluster');
  const factory: unknown = symbol === undefined ? undefined : Reflect.get(kafka, symbol);
  if (typeof factory !== 'function') throw new Error('This version of kafkajs keeps its cluster elsewhere');
  return (factory as ClusterFactory)({ allowAutoTopicCreation: false, metadataMaxAge: 300_000 });
}

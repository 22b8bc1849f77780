import { PartitionState } from './partition-state.js';

/** Of every partition, whoever publishes it. */
export class PartitionStates {
  readonly all: readonly PartitionState[];

  constructor(partitions: number) {
    this.all = Array.from({ length: partitions }, (_, partition) => new PartitionState(partition));
  }

  get owned(): readonly PartitionState[] {
    return this.all.filter(({ stage }) => stage !== 'elsewhere');
  }
}

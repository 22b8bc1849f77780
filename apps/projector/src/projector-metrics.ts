import { Counter, Histogram, type Registry } from 'prom-client';
import { deadReasons } from '#contracts';
import type { LogBatch, PartitionStatus } from '#kafka';
import type { BatchResult } from '#projection';
import { partitionGauge, waitingGauge } from '#service';

/** What the projector counts; of partitions, those that it is assigned. */
export class ProjectorMetrics {
  private readonly events: Counter<'outcome'>;
  private readonly deadLetters: Counter<'reason'>;
  private readonly retries: Counter;
  private readonly changes: Counter;
  private readonly batchSize: Histogram;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    this.events = new Counter({
      name: 'projector_events_total',
      help: 'events of the log, by outcome',
      labelNames: ['outcome'],
      registers,
    });
    this.deadLetters = new Counter({
      name: 'projector_dead_letters_total',
      help: 'records that could not be applied, by reason',
      labelNames: ['reason'],
      registers,
    });
    // A series that is not there before its first dead letter hides it from `increase`.
    for (const reason of deadReasons) this.deadLetters.inc({ reason }, 0);
    this.retries = new Counter({
      name: 'projector_retries_total',
      help: 'batches that failed as a whole, and are tried again',
      registers,
    });
    this.changes = new Counter({ name: 'projector_changes_total', help: 'changes written', registers });
    this.batchSize = new Histogram({
      name: 'projector_batch_events',
      help: 'events a transaction',
      buckets: [1, 10, 100, 1000, 10_000],
      registers,
    });
  }

  projected({ records }: LogBatch, result: BatchResult): void {
    this.events.inc({ outcome: 'applied' }, result.journal.length);
    this.events.inc({ outcome: 'duplicate' }, result.duplicates);
    this.events.inc({ outcome: 'dead' }, result.deadLetters.length);
    for (const { reason } of result.deadLetters) this.deadLetters.inc({ reason });
    this.changes.inc(result.changes.length);
    this.batchSize.observe(records.length);
  }

  failed(): void {
    this.retries.inc();
  }

  /** Looked at when somebody asks. */
  watch(partitions: () => readonly PartitionStatus[]): void {
    const gauge = (name: string, help: string, valueOf: (status: PartitionStatus) => number | null): void =>
      partitionGauge(this.registry, name, help, () =>
        partitions().map((status) => [status.partition, valueOf(status)]),
      );
    gauge('projector_next_offset', 'next offset to be applied', ({ position }) =>
      position === null ? null : Number(position),
    );
    gauge('projector_lag_events', 'records in the log that are not applied', behind);
    waitingGauge(
      this.registry,
      'projector_lag_seconds',
      'for how long records wait for sure, told from look to look',
      () =>
        partitions().map(({ partition, position, highWatermark }) => ({
          partition,
          done: position,
          end: highWatermark,
        })),
    );
    gauge(
      'projector_partition_stopped',
      '1 for a partition that stands still until somebody puts it right',
      ({ stopped }) => (stopped === null ? 0 : 1),
    );
    gauge('projector_partition_failing', '1 for a partition whose batch is being tried again', ({ failure }) =>
      failure === null ? 0 : 1,
    );
  }
}

function behind({ position, highWatermark }: PartitionStatus): number | null {
  return position === null || highWatermark === null ? null : Math.max(0, Number(highWatermark - position));
}

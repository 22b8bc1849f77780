import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LogBatch, PartitionStatus } from '#kafka';
import type { BatchResult } from '#projection';

/** What the projector counts; of partitions, those that it is assigned. */
export class ProjectorMetrics {
  private readonly events: Counter<'outcome'>;
  private readonly deadLetters: Counter<'reason'>;
  private readonly changes: Counter;
  private readonly batchSize: Histogram;
  /** When the last record that was applied was appended, by partition, in milliseconds since 1970. */
  private readonly appended = new Map<number, number>();

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
    this.changes = new Counter({ name: 'projector_changes_total', help: 'changes written', registers });
    this.batchSize = new Histogram({
      name: 'projector_batch_events',
      help: 'events a transaction',
      buckets: [1, 10, 100, 1000, 10_000],
      registers,
    });
  }

  projected({ partition, records }: LogBatch, result: BatchResult): void {
    this.events.inc({ outcome: 'applied' }, result.journal.length);
    this.events.inc({ outcome: 'duplicate' }, result.duplicates);
    this.events.inc({ outcome: 'dead' }, result.deadLetters.length);
    for (const { reason } of result.deadLetters) this.deadLetters.inc({ reason });
    this.changes.inc(result.changes.length);
    this.batchSize.observe(records.length);
    const last = records.at(-1);
    if (last !== undefined) this.appended.set(partition, last.timestamp);
  }

  /** Looked at when somebody asks. */
  watch(partitions: () => readonly PartitionStatus[]): void {
    const gauge = (name: string, help: string, valueOf: (status: PartitionStatus) => number | null) =>
      new Gauge({
        name,
        help,
        labelNames: ['partition'],
        registers: [this.registry],
        collect() {
          this.reset();
          for (const status of partitions()) {
            const value = valueOf(status);
            if (value !== null) this.set({ partition: status.partition }, value);
          }
        },
      });
    gauge('projector_next_offset', 'next offset to be applied', ({ position }) =>
      position === null ? null : Number(position),
    );
    gauge('projector_lag_events', 'records in the log that are not applied', behind);
    gauge(
      'projector_lag_seconds',
      'age of the last record that was applied, where there are others behind it',
      (status) => this.secondsBehind(status),
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

  private secondsBehind(status: PartitionStatus): number | null {
    const events = behind(status);
    if (events === null || events === 0) return events;
    const since = this.appended.get(status.partition) ?? status.stillSince;
    return since === null ? null : Math.max(0, Date.now() - since) / 1_000;
  }
}

function behind({ position, highWatermark }: PartitionStatus): number | null {
  return position === null || highWatermark === null ? null : Math.max(0, Number(highWatermark - position));
}

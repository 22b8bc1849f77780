import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { PublishBatch } from '#kafka';
import type { Heads } from './publishing/heads.js';
import type { Stage } from './publishing/partition-state.js';
import type { PartitionStates } from './publishing/partition-states.js';

const labelNames = ['partition'] as const;

/** What the notifier counts; a partition that another instance publishes has neither sequence nor lag here. */
export class NotifierMetrics {
  private readonly changes: Counter<'partition'>;
  private readonly incidentStates: Counter<'partition'>;
  private readonly deadLetters: Counter<'partition'>;
  private readonly takeovers: Counter<'partition'>;
  private readonly errors: Counter<'stage'>;
  private readonly transactions: Histogram;
  private readonly changesSent: Histogram;
  private readonly after: Histogram;

  constructor(registry: Registry, states: PartitionStates, heads: Heads) {
    const registers = [registry];
    const counter = (name: string, help: string): Counter<'partition'> =>
      new Counter({ name, help, labelNames, registers });
    this.changes = counter('notifier_changes_published_total', 'Changes published');
    this.incidentStates = counter(
      'notifier_incident_states_published_total',
      'Incident states and tombstones published',
    );
    this.deadLetters = counter('notifier_dead_letters_published_total', 'Dead letters published');
    this.takeovers = counter(
      'notifier_takeovers_total',
      'Times that a partition was taken over or begun anew after an error',
    );
    this.errors = new Counter({
      name: 'notifier_errors_total',
      help: 'Failures, by what was being done',
      labelNames: ['stage'],
      registers,
    });
    this.transactions = new Histogram({
      name: 'notifier_transaction_duration_seconds',
      help: 'Time of one Kafka transaction, from the first record to the commit',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    });
    this.changesSent = new Histogram({
      name: 'notifier_transaction_changes',
      help: 'Changes of one Kafka transaction',
      buckets: [0, 1, 10, 100, 1000, 10_000],
      registers,
    });
    this.after = new Histogram({
      name: 'notifier_accepted_to_published_seconds',
      help: 'From when the event was recorded that caused the oldest change of a Kafka transaction to its commit',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600],
      registers,
    });
    gauges(registry, states, heads);
  }

  /** @param recorded when the oldest of its changes was recorded; `null` if there is none. */
  published(
    partition: number,
    { changes, incidents, deadLetters }: PublishBatch,
    seconds: number,
    recorded: number | null,
  ): void {
    this.changes.inc({ partition }, changes.length);
    this.incidentStates.inc({ partition }, incidents.length);
    this.deadLetters.inc({ partition }, deadLetters.length);
    this.transactions.observe(seconds);
    this.changesSent.observe(changes.length);
    if (recorded !== null) this.after.observe(Math.max(0, Date.now() - recorded) / 1_000);
  }

  tookOver(partition: number): void {
    this.takeovers.inc({ partition });
  }

  failed(stage: Stage): void {
    this.errors.inc({ stage });
  }
}

function gauges(registry: Registry, states: PartitionStates, heads: Heads): void {
  const registers = [registry];
  new Gauge({
    name: 'notifier_sequence',
    help: 'Sequence of the last change published',
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const { partition, sent } of states.owned) if (sent !== null) this.set({ partition }, Number(sent.sequence));
    },
  });
  new Gauge({
    name: 'notifier_lag_changes',
    help: 'Changes in the database that are not published',
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const { partition, sent } of states.owned) {
        const head = heads.of(partition);
        if (sent === null || head === undefined) continue;
        this.set({ partition }, Math.max(0, Number(head.sequence - sent.sequence)));
      }
    },
  });
  const caughtUp = new Map<number, number>();
  const began = Date.now();
  new Gauge({
    name: 'notifier_lag_seconds',
    help: 'Since when there are changes that are not published, as far as anybody has looked here',
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const { partition, sent } of states.owned) {
        const head = heads.of(partition);
        if (sent === null || head === undefined) continue;
        if (head.sequence <= sent.sequence) caughtUp.set(partition, Date.now());
        this.set(
          { partition },
          head.sequence <= sent.sequence ? 0 : (Date.now() - (caughtUp.get(partition) ?? began)) / 1_000,
        );
      }
    },
  });
  new Gauge({
    name: 'notifier_partition_stopped',
    help: '1 for a partition that stands still until somebody puts it right',
    labelNames,
    registers,
    collect() {
      this.reset();
      for (const { partition, standstill } of states.owned) this.set({ partition }, standstill === null ? 0 : 1);
    },
  });
}

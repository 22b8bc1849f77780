import { Counter, Histogram, type Registry } from 'prom-client';
import type { PublishBatch } from '#kafka';
import { partitionGauge, waitingGauge } from '#service';
import type { Heads } from './publishing/heads.js';
import type { PartitionState, Stage } from './publishing/partition-state.js';
import type { PartitionStates } from './publishing/partition-states.js';

const labelNames = ['partition'] as const;
const stages: readonly Stage[] = ['waiting', 'opening', 'reading', 'publishing', 'noting', 'idle'];

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
    // A series that is not there before its first failure hides it from `rate`.
    for (const stage of stages) this.errors.inc({ stage }, 0);
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
  const gauge = (name: string, help: string, valueOf: (state: PartitionState) => number | null): void =>
    partitionGauge(registry, name, help, () => [...states.owned].map((state) => [state.partition, valueOf(state)]));
  gauge('notifier_sequence', 'Sequence of the last change published', ({ sent }) =>
    sent === null ? null : Number(sent.sequence),
  );
  gauge('notifier_lag_changes', 'Changes in the database that are not published', ({ partition, sent }) => {
    const head = heads.of(partition);
    return sent === null || head === undefined ? null : Math.max(0, Number(head.sequence - sent.sequence));
  });
  waitingGauge(registry, 'notifier_lag_seconds', 'For how long changes wait for sure, told from look to look', () =>
    [...states.owned].map(({ partition, sent }) => ({
      partition,
      done: sent?.sequence ?? null,
      end: heads.of(partition)?.sequence ?? null,
    })),
  );
  gauge(
    'notifier_partition_stopped',
    '1 for a partition that stands still until somebody puts it right',
    ({ standstill }) => (standstill === null ? 0 : 1),
  );
}

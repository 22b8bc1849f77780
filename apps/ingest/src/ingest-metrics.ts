import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { events } from '#contracts';
import type { Appender } from '#kafka';
import type { Verdict } from './core/verdict.js';

const known: ReadonlySet<string | null> = new Set(events.map(({ type }) => type));
const help = {
  recorded: 'Events recorded, by type',
  rejected: 'Events rejected, by type and problem',
  failed: 'Events that could not be appended in time, by type',
};

@Injectable()
export class IngestMetrics {
  private readonly recorded: Counter<'type'>;
  private readonly rejected: Counter<'type' | 'reason'>;
  private readonly failed: Counter<'type'>;
  private readonly retries: Counter;
  private readonly append: Histogram;
  private readonly batch: Histogram;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    this.recorded = new Counter({
      name: 'ingest_events_recorded_total',
      help: help.recorded,
      labelNames: ['type'],
      registers,
    });
    this.rejected = new Counter({
      name: 'ingest_events_rejected_total',
      help: help.rejected,
      labelNames: ['type', 'reason'],
      registers,
    });
    this.failed = new Counter({
      name: 'ingest_events_failed_total',
      help: help.failed,
      labelNames: ['type'],
      registers,
    });
    // A series that is not there before its first failure hides it from `rate`.
    for (const { type } of events) this.failed.inc({ type }, 0);
    this.append = new Histogram({
      name: 'ingest_append_duration_seconds',
      help: 'Time until all in-sync replicas had what was appended together',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.retries = new Counter({
      name: 'ingest_append_retries_total',
      help: 'Times that Kafka did not take what was sent, and it was sent again',
      registers,
    });
    this.batch = new Histogram({
      name: 'ingest_append_events',
      help: 'Events that one request, or one part of a stream, appended together',
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000],
      registers,
    });
  }

  /** Looked at when somebody asks. */
  watch(appender: Appender): void {
    new Gauge({
      name: 'ingest_append_waiting_bytes',
      help: 'Of events that wait for Kafka',
      registers: [this.registry],
      collect() {
        this.set(appender.waitingBytes);
      },
    });
  }

  retried(): void {
    this.retries.inc();
  }

  appended(events: number, seconds: number): void {
    this.append.observe(seconds);
    this.batch.observe(events);
  }

  pronounced(verdicts: readonly Verdict[]): void {
    const recorded = new Map<string, number>();
    for (const verdict of verdicts) {
      const type = typeLabel(verdict);
      if (verdict.status === 'recorded') recorded.set(type, (recorded.get(type) ?? 0) + 1);
      else if (verdict.status === 'rejected') this.rejected.inc({ type, reason: verdict.rejection.code });
      else if (verdict.status === 'failed') this.failed.inc({ type });
    }
    for (const [type, count] of recorded) this.recorded.inc({ type }, count);
  }
}

/** What anybody may write into an event must not make a series each. */
function typeLabel({ event: { type } }: Verdict): string {
  return type !== null && known.has(type) ? type : 'unknown';
}

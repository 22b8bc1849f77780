import type { OnApplicationShutdown } from '@nestjs/common';
import {
  AppendTimeout,
  AppenderClosed,
  AppenderFull,
  ping,
  RecordTooLarge,
  type Appender,
  type AppendResult,
  type KafkaClient,
} from '#kafka';
import type { AppendOutcome, Entry, TraceOf } from '../core/ingest.js';
import { toRecord } from './to-record.js';

export interface EventLogParts {
  readonly kafka: KafkaClient;
  readonly appender: Appender;
  readonly appendWithin: number;
  readonly appended: (events: number, seconds: number) => void;
}

/** A failure that the next attempt makes good is not worth an alarm. */
const FAILING_MS = 5_000;

/** `disclosure.events.v1`, as ingest sees it. */
export class EventLog implements OnApplicationShutdown {
  constructor(private readonly parts: EventLogParts) {}

  async append(entries: readonly Entry[], traceOf: TraceOf): Promise<readonly AppendOutcome[]> {
    const began = performance.now();
    const limit = { deadline: Date.now() + this.parts.appendWithin };
    const outcomes = new Array<AppendOutcome>(entries.length).fill({ kind: 'failed' });
    let waiting = entries.map((entry, place) => ({ place, record: toRecord(entry, traceOf(entry.event)) }));
    while (waiting.length > 0) {
      try {
        const results = await this.parts.appender.append(
          waiting.map(({ record }) => record),
          limit,
        );
        waiting.forEach(({ place }, index) => (outcomes[place] = outcomeOf(results[index])));
        this.parts.appended(results.length, (performance.now() - began) / 1_000);
        break;
      } catch (error) {
        if (error instanceof AppendTimeout || error instanceof AppenderFull || error instanceof AppenderClosed) break;
        if (!(error instanceof RecordTooLarge)) throw error;
        // Only where a deployment's topic takes less than an event may be. Nothing was sent: the others go without it.
        const refused = waiting[error.index];
        if (refused === undefined) throw error;
        outcomes[refused.place] = { kind: 'too-large' };
        waiting = waiting.toSpliced(error.index, 1);
      }
    }
    return outcomes;
  }

  /** A broker that answers may still take nothing: its disk is full, or a partition has no leader. */
  async ready(): Promise<void> {
    await ping(this.parts.kafka);
    const { failure } = this.parts.appender;
    if (failure !== null && Date.now() - failure.since >= FAILING_MS)
      throw new Error(`nothing is appended since ${new Date(failure.since).toISOString()}: ${failure.message}`);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.parts.appender.close();
    await this.parts.kafka.close();
  }
}

function outcomeOf(at: AppendResult | undefined): AppendOutcome {
  return at === undefined ? { kind: 'failed' } : { kind: 'appended', at };
}

import { createHash } from 'node:crypto';
import type { KafkaMessage } from 'kafkajs';
import { keyOf, type Event, type Logged } from '../../oracle/event.js';
import { instant } from '../../oracle/instant.js';
import { sift } from '../../oracle/log.js';
import { incidentsIn } from '../../oracle/world.js';
import { contentHash } from '../clients/content.js';
import { markHeader } from '../clients/poison-producer.js';
import { headersOf } from './read-through.js';

/** A record of the log, and what is to become of it: `unknown` where it is neither an event nor marked as poison. */
export interface LogEntry {
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp: string;
  readonly mark: string | null;
  readonly bytesHash: string;
  readonly event: {
    readonly key: string;
    readonly subject: string;
    readonly hash: string;
    readonly text: string;
  } | null;
  fate: 'first' | 'copy' | 'id-reused' | 'poison' | 'unknown';
}

export const placeOf = ({ partition, offset }: { partition: number; offset: bigint | string }) =>
  `${partition}@${offset}`;
export const hashOf = (bytes: Buffer | null) =>
  bytes === null ? 'none' : createHash('md5').update(bytes).digest('hex');

/** The log as the oracle reads it. Of an event its text is kept, and parsed when it is looked at. */
export class LogIndex {
  readonly entries = new Map<string, LogEntry>();
  readonly ofSubject = new Map<string, LogEntry[]>();
  private readonly family = new Map<string, string>();

  add(partition: number, message: Pick<KafkaMessage, 'offset' | 'timestamp' | 'value' | 'headers'>): void {
    const mark = headersOf(message)[markHeader] ?? null;
    const event = mark === null ? eventOf(message.value) : null;
    const entry: LogEntry = {
      partition,
      offset: BigInt(message.offset),
      timestamp: message.timestamp,
      mark,
      bytesHash: hashOf(message.value),
      event,
      fate: mark === null ? 'unknown' : 'poison',
    };
    this.entries.set(placeOf(entry), entry);
    if (event === null) return;
    const own = this.ofSubject.get(event.subject);
    if (own === undefined) this.ofSubject.set(event.subject, [entry]);
    else own.push(entry);
  }

  /** Decides what is to become of every event. The key of an event names its subject, so each subject goes by itself. */
  settle(): void {
    for (const entries of this.ofSubject.values()) {
      const logged = new Map(inOrder(entries).map((entry) => [loggedOf(entry), entry]));
      const { events, copies, dead } = sift([...logged.keys()]);
      const fates = [
        ...events.map((one) => [one, 'first'] as const),
        ...copies.map((one) => [one, 'copy'] as const),
        ...dead.map((one) => [one.logged, 'id-reused'] as const),
      ];
      for (const [one, fate] of fates) {
        const entry = logged.get(one);
        if (entry !== undefined) entry.fate = fate;
      }
      for (const { event } of events) for (const other of incidentsIn(event)) this.join(event.subject, other);
    }
  }

  /** The subjects that share statements, by family. */
  families(): string[][] {
    return [...Map.groupBy(this.ofSubject.keys(), (subject) => this.rootOf(subject)).values()];
  }

  /** The events that count, of some subjects, in the order of the log. */
  eventsOf(subjects: readonly string[]): Logged[] {
    const firsts = subjects
      .flatMap((subject) => this.ofSubject.get(subject) ?? [])
      .filter(({ fate }) => fate === 'first');
    return inOrder(firsts).map(loggedOf);
  }

  private rootOf(incident: string): string {
    let root = incident;
    for (let up = this.family.get(root); up !== undefined; up = this.family.get(root)) root = up;
    return root;
  }

  private join(a: string, b: string): void {
    const [left, right] = [this.rootOf(a), this.rootOf(b)];
    if (left !== right) this.family.set(right, left);
  }
}

function eventOf(value: Buffer | null): LogEntry['event'] {
  try {
    const text = value?.toString() ?? '';
    const event = JSON.parse(text) as Event;
    if (typeof event.subject !== 'string' || typeof event.type !== 'string') return null;
    return { key: keyOf(event), subject: event.subject, hash: contentHash(event), text };
  } catch {
    return null;
  }
}

function loggedOf({ event, partition, offset, timestamp }: LogEntry): Logged {
  const parsed = JSON.parse(event?.text ?? 'null') as Event;
  const recorded = instant(parsed.recordedtime ?? new Date(Number(timestamp)).toISOString());
  return { event: parsed, recorded, partition, offset };
}

function inOrder(entries: readonly LogEntry[]): LogEntry[] {
  return [...entries].sort(
    (a, b) => a.partition - b.partition || (a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0),
  );
}

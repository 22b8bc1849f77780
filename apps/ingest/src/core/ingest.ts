import { LRUCache } from 'lru-cache';
import { publisherIn, refusalOf, refusalOfChange, statementChangedBy } from '#access';
import {
  addMillis,
  checkMembers,
  parseInstant,
  withMembers,
  type DisclosureEvent,
  type Instant,
  type LogOffset,
  type Validation,
} from '#contracts';
import type { Principal, StatementName } from '#service';
import type { Received } from './received.js';
import { nameOf, type Rejected, type Rejection, type Verdict } from './verdict.js';

/** An event that may be appended; `text` is the whole of it, with its recorded time. */
export interface Entry {
  readonly event: DisclosureEvent;
  readonly text: string;
}

export type AppendOutcome =
  { readonly kind: 'appended'; readonly at: LogOffset } | { readonly kind: 'too-large' } | { readonly kind: 'failed' };

/** The `traceparent` that goes with an event into the log, if one does. */
export type TraceOf = (event: DisclosureEvent) => string | undefined;

export interface IngestPorts {
  readonly validate: (value: unknown, recorded: Instant) => Validation;
  /** Answers for every entry, in order; does not reject for want of a log. */
  readonly append: (entries: readonly Entry[], traceOf: TraceOf) => Promise<readonly AppendOutcome[]>;
  readonly clock: { readonly next: () => Instant };
  /** Whose each statement is, as far as it is known. */
  readonly publishersOf: (statements: readonly StatementName[]) => Promise<readonly (string | null)[]>;
}

export type Examined =
  { readonly kind: 'accepted'; readonly entry: Entry } | { readonly kind: 'rejected'; readonly verdict: Rejected };

/** What becomes of the events of a request, or of a part of a stream; one verdict each, in order. */
export type Settle = (examined: readonly Examined[]) => Verdict[] | Promise<Verdict[]>;

/** In bytes, as received. */
export const LARGEST_EVENT = 512 * 1024;
const FARTHEST_AHEAD_MS = 5 * 60_000;

// Long enough for what is recorded to be applied; of an event some hundred bytes.
const MOST_CLAIMED = 50_000;

export class Ingest {
  /** By statement, its publisher as an event said that was sent through here: what is recorded may not be applied so far. */
  private readonly claimed = new LRUCache<string, string>({ max: MOST_CLAIMED });

  constructor(private readonly ports: IngestPorts) {}

  /** Whether an event is one that can be recorded, and with which recorded time; `judge` says whether its caller may. */
  examine(received: Received, caller: Principal): Examined {
    if (received.kind === 'too-large') return rejected(undefined, tooLarge());
    if (received.kind === 'unreadable') return rejected(undefined, invalid('', received.reason));
    const { value, text, bytes } = received;
    if (bytes > LARGEST_EVENT) return rejected(value, tooLarge());
    const now = this.ports.clock.next();
    const given = givenRecordedTime(value);
    const validation = this.ports.validate(value, given ?? now);
    if (validation.kind !== 'valid') {
      const code = validation.kind === 'unknown-type' ? 'unknown-type' : 'invalid-event';
      return rejected(value, { code, errors: validation.errors });
    }
    const wrong = checkMembers(text, validation.event);
    if (wrong.length > 0) return rejected(value, { code: 'invalid-event', errors: wrong });
    const { name } = caller;
    const sender: Readonly<Record<string, string>> = name === null ? {} : { principal: name };
    if (given === null) return accepted(validation.event, withMembers(text, { recordedtime: now, ...sender }));
    if (given <= addMillis(now, FARTHEST_AHEAD_MS)) return accepted(validation.event, withMembers(text, sender));
    return rejected(value, invalid('/recordedtime', `must not be more than five minutes ahead of the clock (${now})`));
  }

  /** Nobody may send what they are not granted, or change a statement of others. */
  async judge(given: readonly Examined[], caller: Principal): Promise<readonly Examined[]> {
    const examined = given.map((one) => mayBeSent(one, caller));
    if (caller.publishers === null) return examined;
    const changed = examined.flatMap((one) => {
      const statement = one.kind === 'accepted' ? statementChangedBy(one.entry.event) : null;
      return one.kind === 'rejected' || statement === null ? [] : [{ one, statement }];
    });
    if (changed.length === 0) return examined;
    const known = await this.ports.publishersOf(changed.map(({ statement }) => statement));
    const refused = new Map<Examined, Examined>();
    /** What comes before it in the same request. */
    const before = new Map<string, string>();
    for (const [place, { one, statement }] of changed.entries()) {
      const { event } = one.entry;
      const publisher = known[place] ?? this.claimed.get(keyOf(statement)) ?? before.get(keyOf(statement)) ?? null;
      const refusal = refusalOfChange(event, publisher, caller);
      if (refusal === null) claim(before, event);
      else refused.set(one, rejected(event, { code: 'forbidden', errors: [refusal] }));
    }
    return examined.map((one) => refused.get(one) ?? one);
  }

  /** Appends what was accepted; one verdict each, in order. Entries of one call, and of calls in turn, keep their order. */
  async record(examined: readonly Examined[], traceOf: TraceOf): Promise<Verdict[]> {
    const entries = examined.flatMap((one) => (one.kind === 'accepted' ? [one.entry] : []));
    if (entries.length === 0) return examined.map(pronounce);
    for (const { event } of entries) claim(this.claimed, event);
    const outcomes = (await this.ports.append(entries, traceOf)).values();
    return examined.map((one) => (one.kind === 'rejected' ? one.verdict : verdictOf(one.entry, outcomes.next().value)));
  }

  /** The same verdicts, and nothing recorded. */
  validate(examined: readonly Examined[]): Verdict[] {
    return examined.map(pronounce);
  }
}

function mayBeSent(one: Examined, caller: Principal): Examined {
  if (one.kind === 'rejected') return one;
  const refusal = refusalOf(one.entry.event, caller);
  return refusal === null ? one : rejected(one.entry.event, { code: 'forbidden', errors: [refusal] });
}

/** None of them may be recorded, for one reason. */
export function refuse(examined: readonly Examined[], why: string): Examined[] {
  const rejection: Rejection = { code: 'forbidden', errors: [{ pointer: '', message: why }] };
  return examined.map((one) => (one.kind === 'rejected' ? one : rejected(one.entry.event, rejection)));
}

function claim(claims: { set(key: string, publisher: string): unknown }, event: DisclosureEvent): void {
  const statement = statementChangedBy(event);
  const publisher = publisherIn(event);
  if (statement !== null && publisher !== null) claims.set(keyOf(statement), publisher.id);
}

function keyOf({ incident, statement }: StatementName): string {
  return `${incident}/${statement}`;
}

function pronounce(examined: Examined): Verdict {
  return examined.kind === 'rejected' ? examined.verdict : { status: 'valid', event: examined.entry.event };
}

function verdictOf({ event }: Entry, outcome: AppendOutcome | undefined): Verdict {
  switch (outcome?.kind) {
    case 'appended':
      return { status: 'recorded', event, at: outcome.at };
    case 'too-large':
      return { status: 'rejected', event, rejection: tooLarge() };
    case 'failed':
    case undefined:
      return { status: 'failed', event };
  }
}

/** `null` if none is given, or none that is an instant: then the schema says so. */
function givenRecordedTime(value: unknown): Instant | null {
  if (typeof value !== 'object' || value === null || !('recordedtime' in value)) return null;
  return typeof value.recordedtime === 'string' ? parseInstant(value.recordedtime) : null;
}

function accepted(event: DisclosureEvent, text: string): Examined {
  return { kind: 'accepted', entry: { event, text } };
}

function rejected(value: unknown, rejection: Rejection): Examined {
  return { kind: 'rejected', verdict: { status: 'rejected', event: nameOf(value), rejection } };
}

function invalid(pointer: string, message: string): Rejection {
  return { code: 'invalid-event', errors: [{ pointer, message }] };
}

function tooLarge(): Rejection {
  return {
    code: 'too-large',
    detail: `An event takes at most ${LARGEST_EVENT} bytes, and no more than its topic does`,
  };
}

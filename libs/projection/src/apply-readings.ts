import {
  apply,
  changeEvent,
  claimsOf,
  describedOf,
  equalJson,
  eventKey,
  isCopy,
  linkOf,
  statementKey,
  withoutRedacted,
} from '#domain';
import type { IncidentState, LoggedEvent, Rules } from '#domain';
import { headerText, type LogRecord } from '#kafka';
import { claimId, IncidentDeltaBuilder } from '#persistence';
import type { DeadLetter, JournalEntry, Link, OutgoingChange, RedactedStatement, Touched } from '#persistence';
import { deadLetter, type Reading } from './read-event.js';

/** Everything that a batch does to the store. */
export interface BatchResult {
  readonly journal: readonly JournalEntry[];
  readonly deltas: readonly IncidentDeltaBuilder[];
  readonly changes: readonly OutgoingChange[];
  /** Of which no change tells. */
  readonly touched: readonly Touched[];
  readonly deadLetters: readonly DeadLetter[];
  readonly links: readonly Link[];
  /** What was written before and must be written anew, without what a redaction took. */
  readonly redactedEvents: readonly LoggedEvent[];
  readonly redactedStatements: readonly RedactedStatement[];
  readonly duplicates: number;
}

/** Applying an event failed: a bug. The event is parked, and the batch tried again without it. */
export class ApplyFailed extends Error {
  constructor(
    readonly offset: bigint,
    override readonly cause: unknown,
  ) {
    super(`applying the event at offset ${offset} failed`);
  }
}

/**
 * Applies events one by one, in the order of the log, and computes the changes of each; what was there before is a duplicate
 * or a dead letter.
 * @param parked offsets of events that cannot be applied, with why.
 */
export function applyReadings(
  readings: readonly Reading[],
  states: Map<string, IncidentState>,
  parked: ReadonlyMap<bigint, string>,
  rules: Rules,
  partitionOf: (incident: string) => number,
): BatchResult {
  const batch = new Batch(states, rules, partitionOf);
  for (const reading of readings) {
    if (reading.kind === 'dead') {
      const { letter } = reading;
      const refused = parked.get(letter.at.offset);
      const bare = { event: null, headers: {}, detail: `${letter.detail}; ${String(refused)}` };
      batch.deadLetters.push(refused === undefined ? letter : { ...letter, ...bare });
      continue;
    }
    const { logged, record, text } = reading;
    const first = states.get(logged.subject)?.entries.get(eventKey(logged));
    const failure = parked.get(record.offset);
    if (first !== undefined && isCopy(...batch.comparable(first, logged))) batch.duplicates += 1;
    else if (first !== undefined) {
      const detail = `${first.at.partition}@${first.at.offset} has this subject, source and id, and another type, data or time`;
      batch.deadLetters.push(deadLetter(batch.kept(record, first, logged), logged.at, 'id-reused', detail, logged));
    } else if (failure !== undefined)
      batch.deadLetters.push(deadLetter(record, logged.at, 'apply-failed', failure, logged));
    else batch.apply(logged, text, traceOf(record));
  }
  return batch;
}

class Batch implements BatchResult {
  readonly journal: JournalEntry[] = [];
  readonly changes: OutgoingChange[] = [];
  readonly deadLetters: DeadLetter[] = [];
  readonly links: Link[] = [];
  readonly redactedEvents: LoggedEvent[] = [];
  duplicates = 0;
  private readonly redactions: Omit<RedactedStatement, 'kept' | 'incidents'>[] = [];
  private readonly deltaOf = new Map<string, IncidentDeltaBuilder>();

  constructor(
    private readonly states: Map<string, IncidentState>,
    private readonly rules: Rules,
    private readonly partitionOf: (incident: string) => number,
  ) {}

  get deltas(): IncidentDeltaBuilder[] {
    return [...this.deltaOf.values()];
  }

  get touched(): Touched[] {
    const told = new Set(this.changes.map(({ event }) => event.data.incident));
    return this.deltas
      .filter(({ state }) => !told.has(state.id))
      .map(({ state: { id, version } }) => ({ partition: this.partitionOf(id), incident: id, version }));
  }

  /** With what the statement says all the same, by the end of the batch. */
  get redactedStatements(): RedactedStatement[] {
    return this.redactions.map((redaction) => ({
      ...redaction,
      incidents: [...this.states.keys()],
      kept: this.claimsKept(redaction.subject, redaction.statement),
    }));
  }

  private claimsKept(subject: string, statement: string): Set<string> {
    const events = [...(this.states.get(subject)?.entries.values() ?? [])];
    const claims = events
      .filter(({ event }) => 'statement' in event.data && event.data.statement === statement)
      .flatMap((logged) => claimsOf(logged, this.rules.vocabulary));
    return new Set(claims.map(({ speaker, ...claim }) => claimId({ ...claim, speaker: speaker.id })));
  }

  /** A copy of what was redacted since is a copy all the same. */
  comparable(first: LoggedEvent, again: LoggedEvent): [LoggedEvent, LoggedEvent] {
    return [this.redacted(first), this.redacted({ ...again, recorded: first.recorded })];
  }

  /** A dead letter under the key of an event that was redacted since is kept without the parts, too. */
  kept(record: LogRecord, first: LoggedEvent, again: LoggedEvent): LogRecord {
    const [, { event }] = this.comparable(first, again);
    return equalJson(event, again.event) ? record : { ...record, value: Buffer.from(JSON.stringify(event)) };
  }

  apply(logged: LoggedEvent, text: string, traceparent: string | undefined): void {
    for (const { state, before, effect, changes } of this.appliedTo(logged)) {
      const delta = this.deltaOf.get(state.id) ?? new IncidentDeltaBuilder(state);
      this.deltaOf.set(state.id, delta);
      delta.add({ state, before, effect, changes });
      const partition = this.partitionOf(state.id);
      const described = [before.described, describedOf(state)];
      for (const change of changes)
        this.changes.push({
          event: changeEvent(change, logged.recorded, traceparent),
          cause: logged,
          partition,
          described,
        });
    }
    const link = linkOf(logged);
    if (link !== null) this.links.push({ incident: logged.subject, other: link });
    const entry = this.states.get(logged.subject)?.entries.get(eventKey(logged)) ?? logged;
    const kept = this.redacted(entry);
    this.journal.push({ logged: kept, text: kept === entry ? text : JSON.stringify(kept.event) });
    if (logged.event.type === 'disclosure.statement.redacted.v1') this.redact(logged.subject, logged.event.data);
  }

  private appliedTo(logged: LoggedEvent) {
    try {
      return apply(this.states, logged, this.rules);
    } catch (error) {
      throw new ApplyFailed(logged.at.offset, error);
    }
  }

  private redacted(logged: LoggedEvent): LoggedEvent {
    const books = this.states.get(logged.subject)?.books;
    return books === undefined ? logged : withoutRedacted(logged, books.redactions, this.rules.vocabulary);
  }

  /** What was kept of the statement is kept without the parts, here and in the store. */
  private redact(subject: string, { statement, parts }: { statement: string; parts: readonly string[] }): void {
    const state = this.states.get(subject);
    const key = statementKey(subject, statement);
    for (const [eventKey, logged] of state?.entries ?? []) {
      if (!('statement' in logged.event.data) || statementKey(subject, logged.event.data.statement) !== key) continue;
      const kept = this.redacted(logged);
      if (kept === logged) continue;
      state?.entries.set(eventKey, kept);
      this.redactedEvents.push(kept);
    }
    this.redactions.push({ subject, statement, parts: new Set(parts) });
  }
}

const traceContext = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

function traceOf({ headers }: LogRecord): string | undefined {
  const traceparent = headerText(headers, 'traceparent');
  return traceparent !== undefined && traceContext.test(traceparent) ? traceparent : undefined;
}

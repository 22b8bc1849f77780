import { apply, changeEvent, eventKey, isCopy, type IncidentState, type Rules } from '#domain';
import { IncidentDeltaBuilder, type DeadLetter, type JournalEntry, type OutgoingChange } from '#persistence';
import { headerText, type LogRecord } from '#kafka';
import { deadLetter, type Reading } from './read-event.js';

/** Everything that a batch does to the store. */
export interface BatchResult {
  readonly journal: readonly JournalEntry[];
  readonly deltas: readonly IncidentDeltaBuilder[];
  readonly changes: readonly OutgoingChange[];
  readonly deadLetters: readonly DeadLetter[];
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
  states: ReadonlyMap<string, IncidentState>,
  parked: ReadonlyMap<bigint, string>,
  rules: Rules,
  partitionOf: (incident: string) => number,
): BatchResult {
  const journal: JournalEntry[] = [];
  const deltas = new Map<string, IncidentDeltaBuilder>();
  const changes: OutgoingChange[] = [];
  const deadLetters: DeadLetter[] = [];
  let duplicates = 0;
  for (const reading of readings) {
    if (reading.kind === 'dead') {
      const { letter } = reading;
      const refused = parked.get(letter.at.offset);
      deadLetters.push(
        refused === undefined
          ? letter
          : { ...letter, event: null, headers: {}, detail: `${letter.detail}; ${refused}` },
      );
      continue;
    }
    const { logged, record, text } = reading;
    const state = states.get(logged.subject);
    if (state === undefined) throw new Error(`the state of ${logged.subject} was not loaded`);
    const first = state.entries.get(eventKey(logged));
    const failure = parked.get(record.offset);
    if (first !== undefined && isCopy(first, logged)) duplicates += 1;
    else if (first !== undefined) {
      const detail = `${first.at.partition}@${first.at.offset} has this subject, source and id, and another type, data or time`;
      deadLetters.push(deadLetter(record, logged.at, 'id-reused', detail, logged));
    } else if (failure !== undefined) deadLetters.push(deadLetter(record, logged.at, 'apply-failed', failure, logged));
    else {
      const delta = deltas.get(state.id) ?? new IncidentDeltaBuilder(state);
      deltas.set(state.id, delta);
      changes.push(...applyOne(reading, state, delta, rules, partitionOf));
      journal.push({ logged, text });
    }
  }
  return { journal, deltas: [...deltas.values()], changes, deadLetters, duplicates };
}

function applyOne(
  { logged, record }: Extract<Reading, { kind: 'event' }>,
  state: IncidentState,
  delta: IncidentDeltaBuilder,
  rules: Rules,
  partitionOf: (incident: string) => number,
): OutgoingChange[] {
  const before = state.described;
  const traceparent = traceOf(record);
  try {
    const applied = apply(state, logged, rules);
    delta.add(applied);
    return applied.changes.map((change) => ({
      event: changeEvent(change, logged.recorded, traceparent),
      cause: logged,
      partition: partitionOf(change.incident),
      described: [before, state.described],
    }));
  } catch (error) {
    throw new ApplyFailed(logged.at.offset, error);
  }
}

const traceContext = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

function traceOf({ headers }: LogRecord): string | undefined {
  const traceparent = headerText(headers, 'traceparent');
  return traceparent !== undefined && traceContext.test(traceparent) ? traceparent : undefined;
}

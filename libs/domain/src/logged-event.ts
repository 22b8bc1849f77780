import {
  instantMicros,
  isSourceEvent,
  parseInstant,
  type DisclosureEvent,
  type Instant,
  type LogOffset,
  type RecordEvent,
  type SourceEvent,
} from '#contracts';
import { assertionsOf, type Assertion } from './claim.js';
import { equalJson } from './json.js';
import type { Placed } from './order.js';
import type { Vocabulary } from './vocabulary.js';

interface Logged<E extends DisclosureEvent> extends Placed {
  readonly event: E;
  readonly at: LogOffset;
  /** Its effective time lies before that of a source event of the same incident that was applied before it. */
  readonly late?: boolean;
}

/** A source event in its place; `assertions` are its claims, none for a retraction. */
export interface SourceEntry extends Logged<SourceEvent> {
  readonly assertions: readonly Assertion[];
  /** When what it says was recorded: with the event, or with the last correction of it. */
  readonly contentRecorded: Instant;
}
export type RecordEntry = Logged<RecordEvent>;
export type RecordOf<Name extends RecordEvent['type']> = Logged<Extract<RecordEvent, { type: Name }>>;

export function isRecordOf<Name extends RecordEvent['type']>(type: Name, entry: RecordEntry): entry is RecordOf<Name> {
  return entry.event.type === type;
}
export type LoggedEvent = SourceEntry | RecordEntry;

/** An event that `checkEvent` found valid, as it stands in the log. */
export function logEvent(
  event: DisclosureEvent,
  recorded: Instant,
  at: LogOffset,
  vocabulary: Vocabulary,
): LoggedEvent {
  const { subject, source, id } = event;
  const time = parseInstant(event.time) ?? recorded;
  const placed = { subject, source, id, time, recorded, at };
  if (!isSourceEvent(event)) return { ...placed, event };
  const assertions = 'claims' in event.data ? assertionsOf(event.data, vocabulary) : [];
  return { ...placed, event, assertions, contentRecorded: recorded };
}

export function isSourceEntry(logged: LoggedEvent): logged is SourceEntry {
  return 'assertions' in logged;
}

interface EventKey {
  readonly subject: string;
  readonly source: string;
  readonly id: string;
}

/** What an event claims, be it a revision or the correction of one. */
export function claimsOf(logged: LoggedEvent, vocabulary: Vocabulary): readonly Assertion[] {
  if (isSourceEntry(logged)) return logged.assertions;
  const { data } = logged.event;
  return 'content' in data && data.content !== undefined ? assertionsOf(data.content, vocabulary) : [];
}

/** Events are one by subject, source and id. */
export function eventKey({ subject, source, id }: EventKey): string {
  return `${subject}\n${source}\n${id}`;
}

/** A statement is known for ever by the incident that it was recorded under and its id; neither has a slash. */
export function statementKey(subject: string, statement: string): string {
  return `${subject}/${statement}`;
}

/** As a statement is named in the incident that it belongs to: with its own incident only where that is another one. */
export function statementName(home: string, key: string): string {
  return key.startsWith(`${home}/`) ? key.slice(home.length + 1) : key;
}

export function statementOf({ subject, event }: SourceEntry): string {
  return statementKey(subject, event.data.statement);
}

/** Whether an event under a key that is taken is a copy; anything else there is reuse. Some SDKs cut times to milliseconds. */
export function isCopy(first: LoggedEvent, again: LoggedEvent): boolean {
  if (first.event.type !== again.event.type || !equalJson(first.event.data, again.event.data)) return false;
  const apart = instantMicros(first.time) - instantMicros(again.time);
  return apart > -1000n && apart < 1000n;
}

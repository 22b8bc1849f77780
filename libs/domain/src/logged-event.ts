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
}

/** A source event in its place; `assertions` are its claims, none for a retraction. */
export interface SourceEntry extends Logged<SourceEvent> {
  readonly assertions: readonly Assertion[];
}
export type RecordEntry = Logged<RecordEvent>;
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
  return { ...placed, event, assertions: 'claims' in event.data ? assertionsOf(event.data, vocabulary) : [] };
}

export function isSourceEntry(logged: LoggedEvent): logged is SourceEntry {
  return 'assertions' in logged;
}

/** Events are one by subject, source and id; within one incident, by this. */
export function eventKey({ source, id }: { readonly source: string; readonly id: string }): string {
  return `${source}\n${id}`;
}

/** Whether an event under a key that is taken is a copy; anything else there is reuse. Some SDKs cut times to milliseconds. */
export function isCopy(first: LoggedEvent, again: LoggedEvent): boolean {
  if (first.event.type !== again.event.type || !equalJson(first.event.data, again.event.data)) return false;
  const apart = instantMicros(first.time) - instantMicros(again.time);
  return apart > -1000n && apart < 1000n;
}

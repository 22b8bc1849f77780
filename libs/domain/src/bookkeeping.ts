import { parseInstant, type Instant } from '#contracts';
import { describe, undescribed, type Described } from './description.js';
import { factId } from './claim.js';
import {
  eventKey,
  isRecordOf,
  statementKey,
  type LoggedEvent,
  type RecordEntry,
  type RecordOf,
} from './logged-event.js';
import { compareRecord } from './order.js';
import type { StandingRuling } from './resolve.js';
import { readValue } from './value.js';
import { definitionOf, type Vocabulary } from './vocabulary.js';

export type Correction = RecordOf<'disclosure.statement.corrected.v1'>;

export interface Redaction {
  readonly parts: ReadonlySet<string>;
  /** It reaches what was recorded up to then. */
  readonly recorded: Instant;
}

/** What desks have put on record about the incidents of one family, brought into its effect. */
export interface Bookkeeping {
  /** By the key of an event: the correction of it that counts. */
  readonly corrections: ReadonlyMap<string, Correction>;
  readonly redactions: ReadonlyMap<string, readonly Redaction[]>;
  /** By the key of a statement, the incident that it was last assigned to. */
  readonly assigned: ReadonlyMap<string, string>;
  /** By incident, where it went. */
  readonly merged: ReadonlyMap<string, string>;
  readonly described: ReadonlyMap<string, Described>;
  /** By incident, then by fact. */
  readonly rulings: ReadonlyMap<string, ReadonlyMap<string, StandingRuling>>;
  /** The last of all, in the order of the record. */
  readonly last: RecordEntry | null;
}

export const noBookkeeping: Bookkeeping = {
  corrections: new Map(),
  redactions: new Map(),
  assigned: new Map(),
  merged: new Map(),
  described: new Map(),
  rulings: new Map(),
  last: null,
};

/** @param records every record event of these incidents that is known. */
export function keepBooks(records: readonly RecordEntry[], vocabulary: Vocabulary): Bookkeeping {
  const sorted = [...records].sort(compareRecord);
  const corrections = standingCorrections(sorted);
  const standing = sorted.filter((entry) => !isVoid(entry, corrections));
  return {
    corrections,
    // What is redacted stays so: a log that lost the parts for good could not give them back.
    redactions: redactionsOf(sorted),
    assigned: assignments(standing),
    merged: merges(standing),
    described: descriptions(standing),
    rulings: rulings(standing, vocabulary),
    last: sorted.at(-1) ?? null,
  };
}

/** The books with a description that comes after all that they hold, without a look at that; `null` for one that does not. */
export function describedLast(
  books: Bookkeeping,
  entry: RecordOf<'disclosure.incident.described.v1'>,
): Bookkeeping | null {
  if (books.last !== null && compareRecord(books.last, entry) > 0) return null;
  // A correction may have come before what it corrects.
  if (correctionOf(entry, books.corrections) !== undefined) return null;
  const { subject, event } = entry;
  const described = new Map(books.described).set(
    subject,
    describe(books.described.get(subject) ?? undescribed, event.data),
  );
  return { ...books, described, last: entry };
}

/** The last for an event counts, unless a later one voids it. */
function standingCorrections(sorted: readonly RecordEntry[]): Map<string, Correction> {
  const corrections = new Map<string, Correction>();
  for (const entry of sorted.toReversed()) {
    if (!isRecordOf('disclosure.statement.corrected.v1', entry) || isVoid(entry, corrections)) continue;
    const { corrects, statement } = entry.event.data;
    const key = eventKey({ subject: entry.subject, ...corrects });
    if (key === eventKey(entry)) continue;
    for (const target of [key, `${key}\n${statement}`]) if (!corrections.has(target)) corrections.set(target, entry);
  }
  return corrections;
}

/** A correction of an event that has a statement names that statement; where it names another it has no effect. */
export function correctionOf(entry: LoggedEvent, corrections: Bookkeeping['corrections']): Correction | undefined {
  const { data } = entry.event;
  return corrections.get('statement' in data ? `${eventKey(entry)}\n${data.statement}` : eventKey(entry));
}

/** A correction is voided by a later one only; of what it corrects it does not matter when it was recorded. */
function isVoid(entry: RecordEntry, corrections: ReadonlyMap<string, Correction>): boolean {
  const correction = correctionOf(entry, corrections);
  if (correction === undefined || wordOf(correction, corrections).content !== undefined) return false;
  return !isRecordOf('disclosure.statement.corrected.v1', entry) || compareRecord(correction, entry) > 0;
}

/** What a correction says: another time, and content, or none where the event never happened. */
export interface CorrectedWord {
  readonly content: Correction['event']['data']['content'];
  readonly time: Instant | null;
  readonly recorded: Instant;
}

/** A correction may itself be corrected, by a later one: then it says what that says. */
export function wordOf(correction: Correction, corrections: Bookkeeping['corrections']): CorrectedWord {
  const { event, recorded } = correction;
  const time = correctedTime(correction);
  const next = correctionOf(correction, corrections);
  const word = next === undefined || compareRecord(next, correction) <= 0 ? undefined : wordOf(next, corrections);
  if (word?.content === undefined) return { content: event.data.content, time, recorded };
  return { ...word, time: word.time ?? time };
}

function redactionsOf(sorted: readonly RecordEntry[]): Map<string, Redaction[]> {
  const redactions = new Map<string, Redaction[]>();
  for (const entry of sorted) {
    if (!isRecordOf('disclosure.statement.redacted.v1', entry)) continue;
    const { statement, parts } = entry.event.data;
    const key = statementKey(entry.subject, statement);
    redactions.set(key, [...(redactions.get(key) ?? []), { parts: new Set(parts), recorded: entry.recorded }]);
  }
  return redactions;
}

function assignments(standing: readonly RecordEntry[]): Map<string, string> {
  const assigned = new Map<string, string>();
  for (const entry of standing) {
    if (!isRecordOf('disclosure.statement.reassigned.v1', entry)) continue;
    assigned.set(statementKey(entry.subject, entry.event.data.statement), entry.event.data.to);
  }
  return assigned;
}

/** A merge that would close a cycle, and an unmerge of what is not merged, have no effect. */
function merges(standing: readonly RecordEntry[]): Map<string, string> {
  const merged = new Map<string, string>();
  for (const entry of standing) {
    if (isRecordOf('disclosure.incident.unmerged.v1', entry)) merged.delete(entry.subject);
    if (!isRecordOf('disclosure.incident.merged.v1', entry)) continue;
    const { into } = entry.event.data;
    if (!passes(into, entry.subject, merged)) merged.set(entry.subject, into);
  }
  return merged;
}

function passes(from: string, incident: string, merged: ReadonlyMap<string, string>): boolean {
  for (let at: string | undefined = from; at !== undefined; at = merged.get(at)) if (at === incident) return true;
  return false;
}

/** Where what belongs to `incident` is, while it and those that it went into are merged. */
function destination(incident: string, merged: ReadonlyMap<string, string>): string {
  let at = incident;
  for (let next = merged.get(at); next !== undefined; next = merged.get(at)) at = next;
  return at;
}

/** The incident that a statement belongs to. */
export function homeOf(subject: string, key: string, { assigned, merged }: Bookkeeping): string {
  return destination(assigned.get(key) ?? subject, merged);
}

function descriptions(standing: readonly RecordEntry[]): Map<string, Described> {
  const described = new Map<string, Described>();
  for (const entry of standing) {
    if (!isRecordOf('disclosure.incident.described.v1', entry)) continue;
    described.set(entry.subject, describe(described.get(entry.subject) ?? undescribed, entry.event.data));
  }
  return described;
}

function rulings(standing: readonly RecordEntry[], vocabulary: Vocabulary): Map<string, Map<string, StandingRuling>> {
  const rulings = new Map<string, Map<string, StandingRuling>>();
  for (const entry of standing) {
    if (!isRecordOf('disclosure.fact.ruled.v1', entry)) continue;
    const ofIncident = rulings.get(entry.subject) ?? new Map<string, StandingRuling>();
    rulings.set(entry.subject, ofIncident);
    const ruling = toRuling(entry, vocabulary);
    const { fact, item = null } = entry.event.data;
    if (ruling === null) ofIncident.delete(factId({ fact, item }));
    else ofIncident.set(factId({ fact, item }), ruling);
  }
  return rulings;
}

function toRuling(entry: RecordOf<'disclosure.fact.ruled.v1'>, vocabulary: Vocabulary): StandingRuling | null {
  const { fact, prefer, reason } = entry.event.data;
  const { source, id, recorded } = entry;
  const ruling = { reason, recordedAt: recorded, source, id };
  if (prefer === null) return null;
  if (!('value' in prefer)) return { prefer, ruling, recorded, entry };
  const definition = definitionOf(vocabulary, fact);
  const extent = definition === undefined ? '' : readValue(definition, prefer.value);
  return typeof extent === 'string' ? null : { prefer: { value: prefer.value, extent }, ruling, recorded, entry };
}

/** When a corrected event happened, where its correction says so. */
function correctedTime({ event }: Correction): Instant | null {
  return event.data.time === undefined ? null : parseInstant(event.data.time);
}

import { createHash } from 'node:crypto';
import {
  changeType,
  formatOffset,
  type Cause,
  type Change,
  type ChangeEvent,
  type Claim,
  type FactChange,
  type Head,
  type IncidentChange,
  type StatementChange,
  type Stance,
} from '#contracts';
import { homeOf } from './bookkeeping.js';
import { factId, partiesOf, speakerOf, type Assertion } from './claim.js';
import type { Described } from './description.js';
import type { Fact } from './fact.js';
import { linkOf } from './family.js';
import { compareFacts, type Effect, type IncidentState, type Replaced } from './incident-state.js';
import { equalJson } from './json.js';
import { eventKey, isSourceEntry, statementKey, type LoggedEvent } from './logged-event.js';
import { compareNullable, compareText } from './order.js';
import type { Position } from './position.js';
import { equalHeads } from './resolve.js';
import { revisionBy, type Revision, type Statement } from './statement.js';

/** What of an incident is no fact and no statement. */
export interface Standing {
  readonly described: Described;
  readonly mergedInto: string | null;
  readonly absorbed: readonly string[];
}

/** What an event did to the incidents that it may have reached. */
export interface Reach {
  readonly late: boolean;
  readonly before: ReadonlyMap<string, Standing>;
  readonly effects: ReadonlyMap<string, Effect>;
}

/** What an event made different in one incident, in the order in which it is told. `state` is as it is afterwards. */
export function changesOf(
  logged: LoggedEvent,
  state: IncidentState,
  was: Standing,
  effect: Effect,
  reach: Reach,
): Change[] {
  const about = { incident: state.id, version: state.version };
  const cause = causeOf(logged, reach);
  return [
    ...incidentChanges(logged, state, reach).map((change) => ({ ...about, ...change, cause })),
    ...statementChanges(logged, state, reach).map((change) => ({ ...about, ...change, cause })),
    ...factChanges(logged, state, was, effect, about, cause),
  ];
}

function causeOf(logged: LoggedEvent, { late, effects }: Reach): Cause {
  const { subject, source, id, event, at } = logged;
  const made = isSourceEntry(logged)
    ? [...effects.values()]
        .flatMap(({ statements }) => [...statements.values()])
        .map(({ after }) => after && revisionBy(after, logged))
    : [];
  return {
    subject,
    source,
    id,
    type: event.type,
    offset: formatOffset(at),
    statement: 'statement' in event.data ? event.data.statement : null,
    revision: made.find((revision) => revision !== undefined)?.number ?? null,
    speaker: null,
    late,
  };
}

/** The first event of the incident, or the first that brings it a statement. */
export function opens(state: IncidentState, logged: LoggedEvent): boolean {
  return logged.subject === state.id || state.statements.size > 0;
}

type IncidentPart = Omit<IncidentChange, 'incident' | 'version' | 'cause'>;

/** A merge is told on both incidents where it has an effect, however that came about: whoever is told drops a cache. */
function incidentChanges(logged: LoggedEvent, state: IncidentState, { before }: Reach): IncidentPart[] {
  const parts: IncidentPart[] = [];
  if (!state.opened && opens(state, logged)) parts.push({ kind: 'incident.opened', absorbed: null, into: null });
  if (logged.subject === state.id && logged.event.type === 'disclosure.incident.described.v1') {
    parts.push({ kind: 'incident.described', absorbed: null, into: null });
  }
  const moved: IncidentPart[] = [];
  for (const [absorbed, { mergedInto }] of before) {
    const into = state.books.merged.get(absorbed) ?? null;
    if (into === mergedInto) continue;
    const other = into ?? mergedInto;
    if (state.id !== absorbed && state.id !== other) continue;
    moved.push({ kind: into === null ? 'incident.unmerged' : 'incident.merged', absorbed, into: other });
  }
  return [...parts, ...moved.sort((a, b) => compareText(a.kind, b.kind) || compareNullable(a.absorbed, b.absorbed))];
}

type StatementPart = Omit<StatementChange, 'incident' | 'version' | 'cause'>;

function statementChanges(logged: LoggedEvent, state: IncidentState, { effects }: Reach): StatementPart[] {
  const own = effects.get(state.id)?.statements ?? new Map<string, Replaced<Statement>>();
  const revised = [...own].flatMap(([key, { after }]) => {
    const before = [...effects.values()]
      .map(({ statements }) => statements.get(key)?.before)
      .find((each) => each !== undefined);
    return after === undefined ? [] : revisionChange(logged, before, after);
  });
  const named = namedChange(logged, state, effects);
  const parts = named === null ? revised : [...revised, named];
  return parts.sort((a, b) => compareText(a.statement, b.statement) || order.indexOf(a.kind) - order.indexOf(b.kind));
}

const order: readonly StatementPart['kind'][] = [
  'statement.published',
  'statement.revised',
  'statement.retracted',
  'statement.corrected',
  'statement.redacted',
  'statement.reassigned',
];

/** It had no revision and has one; or it has one more, or another latest one. Where it stands does not matter. */
function revisionChange(logged: LoggedEvent, before: Statement | undefined, after: Statement): StatementPart[] {
  const earlier = new Set(before?.revisions.map(({ entry }) => eventKey(entry)));
  const latest = after.revisions.at(-1);
  const last = before?.revisions.at(-1);
  const same = latest === undefined || (last !== undefined && eventKey(latest.entry) === eventKey(last.entry));
  if (latest === undefined || (same && after.revisions.length <= earlier.size)) return [];
  const made = revisionBy(after, logged) ?? after.revisions.find(({ entry }) => !earlier.has(eventKey(entry)));
  return [earlier.size === 0 ? publication(after, made ?? latest) : revisionOf(after, made ?? latest)];
}

const namedKinds: Readonly<Partial<Record<LoggedEvent['event']['type'], StatementPart['kind']>>> = {
  'disclosure.statement.retracted.v1': 'statement.retracted',
  'disclosure.statement.corrected.v1': 'statement.corrected',
  'disclosure.statement.redacted.v1': 'statement.redacted',
  'disclosure.statement.reassigned.v1': 'statement.reassigned',
};

/** As named, once per applied event, whether or not it has an effect; where the statement was, and where it is. */
function namedChange(logged: LoggedEvent, state: IncidentState, effects: Reach['effects']): StatementPart | null {
  const { event, subject } = logged;
  const kind = namedKinds[event.type];
  if (kind === undefined || !('statement' in event.data)) return null;
  const key = statementKey(subject, event.data.statement);
  const home = homeOf(subject, key, state.books);
  const left = effects.get(state.id)?.statements.get(key)?.before !== undefined;
  const ends = kind === 'statement.reassigned' && (state.id === subject || state.id === linkOf(logged));
  if (state.id !== home && !left && !ends) return null;
  const id = subject === state.id ? event.data.statement : key;
  return { kind, statement: id, revision: null, revisionKind: null, claimsDropped: [], bodyChanged: false };
}

function publication({ id }: Statement, { number, kind }: Revision): StatementPart {
  return {
    kind: 'statement.published',
    statement: id,
    revision: number,
    revisionKind: kind,
    claimsDropped: [],
    bodyChanged: false,
  };
}

function revisionOf(statement: Statement, revision: Revision): StatementPart {
  const before = statement.revisions[revision.number - 2];
  const kept = new Set(revision.entry.assertions.map(speakerKey));
  const dropped = (before?.entry.assertions ?? []).filter((assertion) => !kept.has(speakerKey(assertion)));
  return {
    kind: 'statement.revised',
    statement: statement.id,
    revision: revision.number,
    revisionKind: revision.kind,
    claimsDropped: dropped.map(({ claim, speaker }): Claim => ({ ...claim, speaker: speaker.id })),
    bodyChanged: bodyOf(before) !== bodyOf(revision),
  };
}

function speakerKey(assertion: Assertion): string {
  return `${factId(assertion)} ${assertion.speaker.id}`;
}

function bodyOf(revision: Revision | undefined): string | undefined {
  const data = revision?.entry.event.data;
  return data !== undefined && 'body' in data ? data.body : undefined;
}

/**
 * An incident that is merged away tells no facts: whoever kept them has been told to drop them, so that when it comes back
 * they come from nothing. What a redaction took out of sight is not told once more.
 */
function factChanges(
  logged: LoggedEvent,
  { id, books }: IncidentState,
  was: Standing,
  effect: Effect,
  about: { incident: string; version: number },
  cause: Cause,
): FactChange[] {
  if (books.merged.has(id)) return [];
  const assertions = assertionsBy(logged);
  const redacts = logged.event.type === 'disclosure.statement.redacted.v1';
  const touched = [...effect.facts.values()].sort((a, b) => compareFacts(keyOf(a), keyOf(b)));
  return touched.flatMap((replaced): FactChange[] => {
    const before = was.mergedInto === null ? (replaced.before?.head ?? null) : null;
    const after = replaced.after?.head ?? null;
    if (equalHeads(before, after)) return [];
    const { fact, item } = keyOf(replaced);
    const speaker =
      assertions.find((said) => said.fact === fact && said.item === item)?.speaker.id ?? before?.speaker ?? null;
    const relabelledFrom = relabelled(replaced, touched);
    const shown = redacts ? null : before;
    return [
      {
        ...about,
        kind: kindOf(before, after),
        fact,
        item,
        before: shown,
        after,
        relabelledFrom,
        cause: { ...cause, speaker },
      },
    ];
  });
}

function keyOf({ before, after }: Replaced<Fact>): Fact {
  const fact = after ?? before;
  if (fact === undefined) throw new Error('a fact that was not and is not');
  return fact;
}

/** What an event claims: a source event as it was received, a correction by its content. */
function assertionsBy(logged: LoggedEvent): readonly { fact: string; item: string | null; speaker: { id: string } }[] {
  if (isSourceEntry(logged)) return logged.assertions;
  const { data } = logged.event;
  if (!('content' in data) || data.content === undefined) return [];
  const { publisher, claims } = data.content;
  const parties = partiesOf(data.content);
  return claims.flatMap((claim) => {
    const speaker = speakerOf(claim, publisher, parties);
    return speaker === undefined ? [] : [{ fact: claim.fact, item: claim.item ?? null, speaker }];
  });
}

function hasValue(head: Head | null): head is Valued {
  return head !== null && (head.stance === 'affirmed' || head.stance === 'suspected' || head.stance === 'denied');
}

type Valued = Head & { stance: Exclude<Stance, 'undetermined' | 'undisclosed'> };

/** Of two heads that differ. */
export function kindOf(before: Head | null, after: Head | null): FactChange['kind'] {
  if (!hasValue(before)) {
    if (hasValue(after)) return 'fact.asserted';
    return after === null || after.status === 'withdrawn' ? 'fact.withdrawn' : 'fact.raised';
  }
  if (!hasValue(after)) return 'fact.withdrawn';
  if ((before.stance === 'denied') !== (after.stance === 'denied') || !equalJson(before.value, after.value))
    return 'fact.changed';
  if (before.status !== 'contested' && after.status === 'contested') return 'fact.contested';
  return before.status === 'contested' && after.status !== 'contested' ? 'fact.settled' : 'fact.restated';
}

/** The first other fact of the same type from which the event moved the speaker away, where it held exactly this value. */
function relabelled(replaced: Replaced<Fact>, touched: readonly Replaced<Fact>[]): string | null {
  const type = typeOf(replaced);
  const head = replaced.after?.head ?? null;
  if (!hasValue(head) || head.speaker === null || type === 'flag') return null;
  const { speaker, value } = head;
  const holds = (position: Position) =>
    (position.stance === 'affirmed' || position.stance === 'suspected') && equalJson(position.value, value);
  const source = touched.find(
    (other) =>
      other !== replaced &&
      typeOf(other) === type &&
      other.before?.positions.get(speaker)?.some(holds) === true &&
      other.after?.positions.get(speaker)?.some(holds) !== true,
  );
  return source === undefined ? null : keyOf(source).fact;
}

function typeOf(replaced: Replaced<Fact>): Assertion['type'] | undefined {
  return keyOf(replaced).tellings.find(({ claims }) => claims.length > 0)?.claims[0]?.type;
}

/**
 * A change's CloudEvents id: the first 32 hex digits of SHA-256 over the JSON array of what caused it and what it is about,
 * so it is the same on every machine and every replay.
 */
export function changeId(change: Change): string {
  const { cause, incident, kind } = change;
  const about =
    'fact' in change ? [null, change.fact, change.item] : ['statement' in change ? change.statement : null, null, null];
  const name = JSON.stringify([cause.subject, cause.source, cause.id, incident, kind, ...about]);
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** @param recorded the recorded time of the cause, whose trace it goes on with. */
export function changeEvent(change: Change, recorded: string, traceparent?: string): ChangeEvent {
  return {
    specversion: '1.0',
    id: changeId(change),
    source: '/changes',
    type: changeType(change.kind),
    subject: change.incident,
    time: recorded,
    datacontenttype: 'application/json',
    ...(traceparent !== undefined && { traceparent }),
    data: change,
  };
}

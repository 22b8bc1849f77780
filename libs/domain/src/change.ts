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
import { factId, type Assertion } from './claim.js';
import type { Fact } from './fact.js';
import { compareFacts, insert, type Effect, type IncidentState, type Replaced, type Rules } from './incident-state.js';
import { equalJson } from './json.js';
import { isSourceEntry, type LoggedEvent } from './logged-event.js';
import type { Position } from './position.js';
import { equalHeads } from './resolve.js';
import { revisionBy, type Revision, type Statement } from './statement.js';

export interface Applied extends Effect {
  /** In the order in which they are told. */
  readonly changes: readonly Change[];
}

/** Applies one event that is new to the incident; says what became different for whoever relied on it. */
export function apply(state: IncidentState, logged: LoggedEvent, rules: Rules): Applied {
  const opened = state.version === 0;
  const late = isSourceEntry(logged) && state.lastStatementAt !== null && logged.time < state.lastStatementAt;
  const effect = insert(state, logged, rules);
  const about = { incident: state.id, version: state.version };
  const cause = causeOf(logged, effect, late);
  const changes: Change[] = [];
  const incident = (kind: IncidentChange['kind']) =>
    changes.push({ ...about, kind, absorbed: null, into: null, cause });
  if (opened) incident('incident.opened');
  if (logged.event.type === 'disclosure.incident.described.v1') incident('incident.described');
  changes.push(...statementChanges(logged, effect).map((change) => ({ ...about, ...change, cause })));
  changes.push(...factChanges(logged, effect, about, cause));
  return { ...effect, changes };
}

function causeOf(logged: LoggedEvent, { statement }: Effect, late: boolean): Cause {
  const { subject, source, id, event, at } = logged;
  const revision = isSourceEntry(logged) && statement !== null ? revisionBy(statement.after, logged) : undefined;
  return {
    subject,
    source,
    id,
    type: event.type,
    offset: formatOffset(at),
    statement: 'statement' in event.data ? event.data.statement : null,
    revision: revision?.number ?? null,
    speaker: null,
    late,
  };
}

type StatementPart = Omit<StatementChange, 'incident' | 'version' | 'cause'>;

function statementChanges(logged: LoggedEvent, { statement }: Effect): StatementPart[] {
  if (statement === null || !isSourceEntry(logged)) return [];
  const { before, after } = statement;
  const parts: StatementPart[] = [];
  const earlier = before?.revisions ?? [];
  const made =
    revisionBy(after, logged) ??
    after.revisions.find((revision) => earlier.every(({ entry }) => entry !== revision.entry));
  const moved = after.revisions.length > earlier.length || after.revisions.at(-1)?.entry !== earlier.at(-1)?.entry;
  const revision = made ?? after.revisions.at(-1);
  if (revision !== undefined && moved) {
    parts.push(earlier.length === 0 ? publication(after, revision) : revisionOf(after, revision));
  }
  if (logged.event.type === 'disclosure.statement.retracted.v1') {
    const nothing = { revision: null, revisionKind: null, claimsDropped: [], bodyChanged: false };
    parts.push({ kind: 'statement.retracted', statement: after.id, ...nothing });
  }
  return parts;
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

function factChanges(
  logged: LoggedEvent,
  effect: Effect,
  about: { incident: string; version: number },
  cause: Cause,
): FactChange[] {
  const assertions = isSourceEntry(logged) ? logged.assertions : [];
  const touched = [...effect.facts.values()].sort((a, b) => compareFacts(a.after, b.after));
  return touched.flatMap(({ before, after }) => {
    const [was, is] = [before?.head ?? null, after.head];
    if (equalHeads(was, is)) return [];
    const { fact, item } = after;
    const speaker =
      assertions.find((said) => said.fact === fact && said.item === item)?.speaker.id ?? was?.speaker ?? null;
    const relabelledFrom = relabelled(after, touched);
    return [
      {
        ...about,
        kind: kindOf(was, is),
        fact,
        item,
        before: was,
        after: is,
        relabelledFrom,
        cause: { ...cause, speaker },
      },
    ];
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
function relabelled({ fact, item, head, tellings }: Fact, touched: readonly Replaced<Fact>[]): string | null {
  const type = typeOf(tellings);
  if (!hasValue(head) || head.speaker === null || type === 'flag') return null;
  const { speaker, value } = head;
  const holds = (position: Position) =>
    (position.stance === 'affirmed' || position.stance === 'suspected') && equalJson(position.value, value);
  const source = touched.find(
    ({ before, after }) =>
      (after.fact !== fact || after.item !== item) &&
      typeOf(after.tellings) === type &&
      before?.positions.get(speaker)?.some(holds) === true &&
      after.positions.get(speaker)?.some(holds) !== true,
  );
  return source === undefined ? null : source.after.fact;
}

function typeOf(tellings: Fact['tellings']): Assertion['type'] | undefined {
  return tellings.find(({ claims }) => claims.length > 0)?.claims[0]?.type;
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

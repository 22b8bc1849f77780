import type { Claim, StatementChange } from '#contracts';
import { homeOf } from './bookkeeping.js';
import { factId, type Assertion } from './claim.js';
import { linkOf } from './family.js';
import type { Effect, IncidentState, StatementEffect } from './incident-state.js';
import { eventKey, statementKey, type LoggedEvent } from './logged-event.js';
import { compareText } from './order.js';
import type { Statement, StatementBefore } from './statement.js';
import type { Revision } from './step.js';

type StatementPart = Omit<StatementChange, 'incident' | 'version' | 'cause'>;

/** What an event made different in the statements of one incident, by statement. */
export function statementChanges(
  logged: LoggedEvent,
  state: IncidentState,
  effects: ReadonlyMap<string, Effect>,
): StatementPart[] {
  const own = effects.get(state.id)?.statements ?? new Map<string, StatementEffect>();
  const revised = [...own].flatMap(([key, { after, fresh }]) => {
    const before = [...effects.values()]
      .map(({ statements }) => statements.get(key)?.before)
      .find((each) => each !== undefined);
    return after === undefined ? [] : revisionChange(before, after, fresh);
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
function revisionChange(
  before: StatementBefore | undefined,
  after: Statement,
  fresh: Revision | null,
): StatementPart[] {
  const count = before?.count ?? 0;
  const latest = after.revisions.at(-1);
  const last = before?.latest;
  const same = latest === undefined || (last !== undefined && eventKey(latest.entry) === eventKey(last.entry));
  if (latest === undefined || (same && after.revisions.length <= count)) return [];
  return [count === 0 ? publication(after, fresh ?? latest) : revisionOf(after, fresh ?? latest)];
}

const namedKinds: Readonly<Partial<Record<LoggedEvent['event']['type'], StatementPart['kind']>>> = {
  'disclosure.statement.retracted.v1': 'statement.retracted',
  'disclosure.statement.corrected.v1': 'statement.corrected',
  'disclosure.statement.redacted.v1': 'statement.redacted',
  'disclosure.statement.reassigned.v1': 'statement.reassigned',
};

/** As named, once per applied event, whether or not it has an effect; where the statement was, and where it is. */
function namedChange(
  logged: LoggedEvent,
  state: IncidentState,
  effects: ReadonlyMap<string, Effect>,
): StatementPart | null {
  const { event, subject } = logged;
  const kind = namedKinds[event.type];
  if (kind === undefined || !('statement' in event.data)) return null;
  const key = statementKey(subject, event.data.statement);
  const home = homeOf(subject, key, state.books);
  const moves = kind === 'statement.reassigned';
  const left = moves && effects.get(state.id)?.statements.get(key)?.before !== undefined;
  const ends = moves && (state.id === subject || state.id === linkOf(logged));
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

import { hash } from 'node:crypto';
import { changeType, formatOffset, type Cause, type Change, type ChangeEvent, type IncidentChange } from '#contracts';
import type { Described } from './description.js';
import { factChanges } from './fact-change.js';
import type { Effect, IncidentState } from './incident-state.js';
import type { LoggedEvent } from './logged-event.js';
import { compareNullable, compareText } from './order.js';
import { statementChanges } from './statement-change.js';

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
    ...statementChanges(logged, state, reach.effects).map((change) => ({ ...about, ...change, cause })),
    ...factChanges(logged, state, was, effect, about, cause),
  ];
}

function causeOf(logged: LoggedEvent, { late, effects }: Reach): Cause {
  const { subject, source, id, event, at } = logged;
  const made = [...effects.values()].find((effect) => effect.made !== null)?.made ?? null;
  return {
    subject,
    source,
    id,
    type: event.type,
    offset: formatOffset(at),
    statement: 'statement' in event.data ? event.data.statement : null,
    revision: made?.number ?? null,
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
  const isOwn = ({ absorbed }: IncidentPart) => Number(absorbed === state.id);
  moved.sort((a, b) => compareText(a.kind, b.kind) || isOwn(b) - isOwn(a) || compareNullable(a.absorbed, b.absorbed));
  // A change's id leaves room for one of a kind; each absorbed incident has a record of its own.
  return [...parts, ...moved.filter(({ kind }, i) => kind !== moved[i - 1]?.kind)];
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
  return hash('sha256', name).slice(0, 32);
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

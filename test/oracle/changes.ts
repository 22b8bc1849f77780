import { createHash } from 'node:crypto';
import { homeOf } from './belonging.js';
import { causeOf, isLate, type Cause } from './cause.js';
import type { Event, Logged } from './event.js';
import { factChanges } from './fact-changes.js';
import { incidentChanges } from './incident-changes.js';
import { canonical, sortedBy } from './order.js';
import { rulesOf, type Options } from './rules.js';
import { madeRevision, statementChanges } from './statement-changes.js';
import { statementViewsOf, factView } from './views.js';
import { incidentsIn, worldOf, type World } from './world.js';

interface Unnumbered {
  readonly incident: string;
  readonly kind: string;
  readonly cause: Cause;
  readonly [member: string]: unknown;
}
export interface Change extends Unnumbered {
  readonly version: number;
}
export interface ToldChange {
  readonly id: string;
  readonly change: Change;
}

/** The first 32 hex digits of a SHA-256 over what names a change. */
function changeId({ subject, source, id }: Event, change: Unnumbered): string {
  const { incident, kind } = change;
  const statement = kind.startsWith('statement.') ? change['statement'] : null;
  const [fact, item] = kind.startsWith('fact.') ? [change['fact'], change['item']] : [null, null];
  const named = JSON.stringify([subject, source, id, incident, kind, statement, fact, item]);
  return createHash('sha256').update(named).digest('hex').slice(0, 32);
}

/** The changes that one more event makes. */
function changesBy(logged: Logged, before: World, after: World, opened: ReadonlySet<string>): Unnumbered[] {
  const { event } = logged;
  const late = isLate(logged, before.events);
  const revision = madeRevision(logged, after);
  const cause = (speaker: string | null) => causeOf(logged, { revision, speaker, late });
  const ofIncidents = incidentChanges(before, after, logged, opened);
  const ofStatements = statementChanges(before, after, logged);
  const ids = sortedBy(after.incidents.keys(), (id) => [id !== event.subject, id]);
  return ids.flatMap((incident) => {
    const [was, is] = [before.incidents.get(incident), after.incidents.get(incident)];
    if (is === undefined) return [];
    const mine = (change: { readonly incident: string }) => change.incident === incident;
    const facts = after.into.has(incident) ? [] : factChanges(was ?? { ...is, facts: [] }, is, logged, after.rules);
    return [
      ...ofIncidents.filter(mine).map((change) => ({ ...change, cause: cause(null) })),
      ...ofStatements.filter(mine).map((change) => ({ ...change, cause: cause(null) })),
      ...facts.map(({ speaker, ...change }) => ({ incident, ...change, cause: cause(speaker) })),
    ];
  });
}

/** Everything that an incident's row and its rows hold now. */
function rowsOf(incident: string, world: World): string {
  const found = world.incidents.get(incident);
  if (found === undefined) return '';
  const { facts, statements: _, ...fields } = found;
  const told = facts.map((fact) => factView(fact, null, world.rules));
  return canonical([fields, told, statementViewsOf(found, world.counted, world.rules)]);
}

export interface Applied {
  readonly logged: Logged;
  readonly changes: readonly ToldChange[];
  /** The incidents whose version rose. */
  readonly touched: readonly string[];
}

/** Applies the events one by one, in the order given: each key once. The whole prefix is folded before and after each. */
export function* applied(events: readonly Logged[], options: Options = {}): Generator<Applied> {
  const versions = new Map<string, number>();
  const opened = new Set<string>();
  let before: World = worldOf([], { ...rulesOf(options) });
  for (const [i, logged] of events.entries()) {
    const after = worldOf(events.slice(0, i + 1), options);
    const told = changesBy(logged, before, after, opened);
    for (const { kind, incident } of told) if (kind === 'incident.opened') opened.add(incident);
    const touched = [...after.incidents.keys()].filter(
      (id) =>
        incidentsIn(logged.event).includes(id) ||
        // Also what says nothing new: a confirmation of a statement that belongs to it.
        after.counted.told.some((one) => one.logged === logged && homeOf(one, after.counted.records) === id) ||
        told.some(({ incident }) => incident === id) ||
        rowsOf(id, before) !== rowsOf(id, after),
    );
    for (const id of touched) versions.set(id, (versions.get(id) ?? 0) + 1);
    const changes = told.map((change) => ({
      id: changeId(logged.event, change),
      change: { ...change, version: versions.get(change.incident) ?? 0 },
    }));
    yield { logged, changes, touched };
    before = after;
  }
}

export function changesOf(events: readonly Logged[], options: Options = {}): ToldChange[] {
  return [...applied(events, options)].flatMap(({ changes }) => changes);
}

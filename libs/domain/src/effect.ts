import { describeFact, isEmpty, type FactEffect } from './fact-effect.js';
import { countSpeakers, type Effect, type IncidentState, type StatementEffect } from './incident-state.js';
import { equalJson } from './json.js';
import { eventKey } from './logged-event.js';
import { differing } from './differing.js';
import { noteRow } from './fact-rows.js';
import { equalSpans, noStatementRows, type Statement } from './statement.js';
import type { Revision } from './step.js';

/** What differs between two folds of an incident; `null` if nothing does. */
export function describeEffect(before: IncidentState, after: IncidentState): Effect | null {
  const statements = new Map<string, StatementEffect>();
  for (const key of new Set([...before.statements.keys(), ...after.statements.keys()])) {
    const effect = describeStatement(before.statements.get(key), after.statements.get(key));
    if (effect !== null) statements.set(key, effect);
  }
  const facts = new Map<string, FactEffect>();
  for (const id of new Set([...before.facts.keys(), ...after.facts.keys()])) {
    const effect = describeFact(before.facts.get(id), after.facts.get(id));
    if (!isEmpty(effect)) facts.set(id, effect);
  }
  if (statements.size === 0 && facts.size === 0) return null;
  const counted = countSpeakers(new Map(before.speakers), facts.values());
  return { statements, facts, made: null, ...counted };
}

function describeStatement(before: Statement | undefined, after: Statement | undefined): StatementEffect | null {
  const rows = noStatementRows();
  const { revisions, spans } = rows;
  for (const i of differing(before?.revisions ?? [], after?.revisions ?? [], equalRevisions)) noteRow(revisions, i + 1);
  const lists = [before?.spans ?? [], after?.spans ?? []] as const;
  for (const i of differing(...lists, equalSpans))
    for (const list of lists) if (list[i] !== undefined) noteRow(spans, list[i].from);
  // A span tells who published its latest revision, and is found by what that says.
  for (const span of after?.spans ?? []) if (revisions.has(span.revisions)) noteRow(spans, span.from);
  if (revisions.size === 0 && spans.size === 0) return null;
  const known = new Set(before?.revisions.map(({ entry }) => eventKey(entry)));
  const fresh = after?.revisions.find(({ entry }) => !known.has(eventKey(entry))) ?? null;
  return { before: before?.before, after, fresh, rows };
}

function equalRevisions(a: Revision, b: Revision): boolean {
  if (a.number !== b.number || a.kind !== b.kind) return false;
  if (a.entry === b.entry) return true;
  return (
    eventKey(a.entry) === eventKey(b.entry) &&
    a.entry.time === b.entry.time &&
    equalJson(a.entry.event.data, b.entry.event.data)
  );
}

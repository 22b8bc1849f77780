import { redated, type Fact } from './fact.js';
import { countSpeakers, type Effect, type IncidentState, type Replaced } from './incident-state.js';
import { equalJson } from './json.js';
import { eventKey } from './logged-event.js';
import type { Held } from './position.js';
import { equalHeads } from './resolve.js';
import type { Revision, Statement } from './statement.js';

/** What differs between two folds of an incident; `null` if nothing does. */
export function describeEffect(before: IncidentState, after: IncidentState): Effect | null {
  const statements = differing(before.statements, after.statements, equalStatements);
  const facts = differing(before.facts, after.facts, equalFacts);
  if (statements.size === 0 && facts.size === 0) return null;
  const counted = countSpeakers(new Map(before.speakers), facts.values());
  return { statements, facts, ...counted };
}

function differing<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>, equal: (a: T, b: T) => boolean) {
  const replaced = new Map<string, Replaced<T>>();
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)];
    if (was === undefined || is === undefined || !equal(was, is)) replaced.set(key, { before: was, after: is });
  }
  return replaced;
}

function equalStatements(a: Statement, b: Statement): boolean {
  return a.id === b.id && equalJson(a.retracted, b.retracted) && equalLists(a.revisions, b.revisions, equalRevisions);
}

function equalRevisions(a: Revision, b: Revision): boolean {
  if (a.entry === b.entry) return a.kind === b.kind && a.number === b.number;
  return (
    eventKey(a.entry) === eventKey(b.entry) &&
    a.entry.time === b.entry.time &&
    a.kind === b.kind &&
    equalJson(a.entry.event.data, b.entry.event.data)
  );
}

function equalFacts(a: Fact, b: Fact): boolean {
  return (
    equalLists(a.spans, b.spans, (x, y) => x.from === y.from && x.to === y.to && equalHeads(x.head, y.head)) &&
    equalLists(
      [...a.positions.values()].flat().map(plain).sort(),
      [...b.positions.values()].flat().map(plain).sort(),
      (x, y) => x === y,
    ) &&
    redated(a, b).length === 0
  );
}

function plain({ entry, extent: _, ...position }: Held): string {
  return JSON.stringify([eventKey(entry), position]);
}

function equalLists<T>(a: readonly T[], b: readonly T[], equal: (x: T, y: T) => boolean): boolean {
  return a.length === b.length && a.every((x, i) => equal(x, b[i] as T));
}

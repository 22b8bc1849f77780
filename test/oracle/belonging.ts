import type { Logged } from './event.js';
import { isA } from './event.js';

/** Where each incident that is merged went. Rule 4. */
export function mergesOf(records: readonly Logged[]): ReadonlyMap<string, string> {
  const into = new Map<string, string>();
  for (const record of records) {
    const { subject } = record.event;
    if (isA('incident.unmerged')(record)) into.delete(subject);
    if (isA('incident.merged')(record) && !chain(record.event.data.into, into).includes(subject)) {
      into.set(subject, record.event.data.into);
    }
  }
  return into;
}

/** An incident, where it went, where that went, and so on. */
export function chain(incident: string, into: ReadonlyMap<string, string>): string[] {
  const next = into.get(incident);
  return next === undefined ? [incident] : [incident, ...chain(next, into)];
}

const endOf = (incident: string, into: ReadonlyMap<string, string>) => chain(incident, into).at(-1) ?? incident;

/** Where a statement belongs: the incident it was last assigned to, or where that went. */
export function homeOf(
  { subject, statement }: { readonly subject: string; readonly statement: string },
  records: readonly Logged[],
): string {
  const last = records
    .filter(isA('statement.reassigned'))
    .findLast(({ event }) => event.subject === subject && event.data.statement === statement);
  return endOf(last?.event.data.to ?? subject, mergesOf(records));
}

/** How an incident names a statement. */
export function named(home: string, { subject, statement }: { readonly subject: string; readonly statement: string }) {
  return subject === home ? statement : `${subject}/${statement}`;
}

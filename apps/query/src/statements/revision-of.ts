import type { RevisionView } from '#contracts';
import { Problem } from '#service';
import type { IncidentReads } from '../incidents/incident-reads.js';

/** A number that a revision may have: an integer as PostgreSQL holds it. */
export function isRevision(number: unknown): number is number {
  return Number.isSafeInteger(number) && (number as number) >= 1 && (number as number) < 2 ** 31;
}

export async function revisionOf(reads: IncidentReads, statement: string, number: number): Promise<RevisionView> {
  const [found] = isRevision(number) ? await reads.revisions(statement, { after: number - 1, limit: 1 }) : [];
  if (found?.revision === number) return found;
  throw new Problem('not-found', { detail: `That statement has no revision ${number}` });
}

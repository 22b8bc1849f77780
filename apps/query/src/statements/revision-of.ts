import type { RevisionView } from '#contracts';
import { Problem } from '#service';
import type { IncidentReads } from '../incidents/incident-reads.js';

/** A number that a revision may have: an integer as PostgreSQL holds it. */
export function isRevision(number: unknown): number is number {
  return Number.isSafeInteger(number) && (number as number) >= 1 && (number as number) < 2 ** 31;
}

/** @param number as a path or a query says it. */
export async function revisionOf(
  reads: IncidentReads,
  statement: string,
  said: string | number,
): Promise<RevisionView> {
  const number = /^[1-9]\d{0,9}$/.test(String(said)) ? Number(said) : 0;
  const [found] = isRevision(number) ? await reads.revisions(statement, { after: number - 1, limit: 1 }) : [];
  if (found?.revision === number) return found;
  throw new Problem('not-found', {
    detail: `That statement has no revision ${JSON.stringify(String(said).slice(0, 20))}`,
  });
}

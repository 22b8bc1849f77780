import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';

export interface AuditEntry {
  readonly service: string;
  /** `null` where nobody is known. */
  readonly principal: string | null;
  readonly action: string;
  readonly outcome: 'done' | 'denied';
  /** How often, in the moment that it stands for. */
  readonly times: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface KeptAuditEntry extends AuditEntry {
  readonly id: string;
  readonly at: string;
}

export async function writeAudit(sql: Sql, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await sql.query(
    `INSERT INTO public.audit (service, principal, action, outcome, times, detail)
     SELECT service, principal, action, outcome, times, detail
     FROM json_to_recordset($1) AS t(service text, principal text, action text, outcome text, times int, detail json)`,
    [jsonRows(entries)],
  );
}

/** The latest first. */
export async function readAudit(
  sql: Sql,
  { principal = null, outcome = null, limit }: { principal?: string | null; outcome?: string | null; limit: number },
): Promise<KeptAuditEntry[]> {
  return sql.query<KeptAuditEntry>(
    `SELECT id, at, service, principal, action, outcome, times, detail FROM public.audit
     WHERE ($1::text IS NULL OR principal = $1) AND ($2::text IS NULL OR outcome = $2) ORDER BY id DESC LIMIT $3`,
    [principal, outcome, limit],
  );
}

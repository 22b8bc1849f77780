import type { Change, ChangeEvent, Claim, Head } from '#contracts';
import { canonicalJson, type FactKey } from '#domain';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';

export interface RedactedStatement {
  /** The incident that it was recorded under, and those that it may have been told under. */
  readonly subject: string;
  readonly incidents: readonly string[];
  readonly statement: string;
  readonly parts: ReadonlySet<string>;
  /** What the statement says all the same, in content recorded since; each as `claimId` has it. */
  readonly kept: ReadonlySet<string>;
}

export function claimId(claim: FactKey & { speaker: string | null; stance: string | null; value: unknown }): string {
  return canonicalJson([claim.fact, claim.item, claim.speaker, claim.stance, claim.value]);
}

interface ChangeRow {
  readonly partition: number;
  readonly sequence: string;
  readonly event: ChangeEvent;
}

/** The one case in which rows of `change` are rewritten: what was told of the redacted parts goes. */
export async function redactChanges(sql: Sql, redacted: RedactedStatement): Promise<void> {
  const rows = await sql.query<ChangeRow>(
    `SELECT partition, sequence, event FROM public.change
     WHERE incident_id = ANY($1) AND (fact = ANY($2) OR kind = 'statement.revised')`,
    [redacted.incidents, [...redacted.parts]],
  );
  const rewritten = rows.flatMap(({ partition, sequence, event }) => {
    const data = redactChange(event.data, redacted);
    return data === event.data ? [] : [{ partition, sequence, event: { ...event, data } }];
  });
  if (rewritten.length === 0) return;
  await sql.query(
    `UPDATE public.change c SET event = t.event FROM json_to_recordset($1) AS t(partition int, sequence bigint, event json)
     WHERE c.partition = t.partition AND c.sequence = t.sequence`,
    [jsonRows(rewritten)],
  );
}

function redactChange(change: Change, { subject, statement, parts, kept }: RedactedStatement): Change {
  const isIt = (incident: string, id: string | null) =>
    id === (incident === subject ? statement : `${subject}/${statement}`);
  if ('fact' in change) {
    const { fact, item } = change;
    const shown = (head: Head | null) =>
      head !== null && isIt(change.incident, head.statement) && !kept.has(claimId({ ...head, fact, item }))
        ? null
        : head;
    const { before, after, cause } = change;
    if (shown(before) === before && shown(after) === after) return change;
    const left = [shown(before), shown(after)];
    const speaker = left.some((head) => head?.speaker === cause.speaker) ? cause.speaker : null;
    return { ...change, before: shown(before), after: shown(after), cause: { ...cause, speaker } };
  }
  if (change.kind !== 'statement.revised' || !isIt(change.incident, change.statement)) return change;
  const left = change.claimsDropped.filter(({ fact }) => !parts.has(fact));
  const quoteless = ({ quote: _, ...claim }: Claim): Claim => claim;
  return { ...change, claimsDropped: parts.has('quotes') ? left.map(quoteless) : left };
}

import { causeOfEnd, type Dispute } from '#domain';
import type { IncidentDelta } from '../incident-delta.js';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';

/** Brings the disputes that changed up to date: those that never were, as it turned out, go. */
export async function writeDisputes(sql: Sql, deltas: readonly IncidentDelta[]): Promise<void> {
  const gone: object[] = [];
  const written: object[] = [];
  for (const { state, facts } of deltas) {
    for (const [id, { fact, item, rows }] of facts) {
      const key = { incident_id: state.id, fact, item: item ?? '' };
      for (const from of rows.disputes) {
        const dispute = state.facts.get(id)?.disputes.find(from);
        if (dispute === undefined) gone.push({ ...key, from });
        else written.push({ ...key, ...columns(dispute) });
      }
    }
  }
  if (gone.length > 0) {
    await sql.query(
      `DELETE FROM dispute d USING json_to_recordset($1) AS t(incident_id text, fact text, item text, "from" timestamptz)
       WHERE d.incident_id = t.incident_id AND d.fact = t.fact AND d.item = t.item AND lower(d.disputed) = t."from"`,
      [jsonRows(gone)],
    );
  }
  if (written.length === 0) return;
  await sql.query(
    `INSERT INTO dispute (incident_id, fact, item, disputed, gap, ended, cause)
     SELECT incident_id, fact, item, tstzrange("from", "to"), gap, ended, cause
     FROM json_to_recordset($1) AS t(incident_id text, fact text, item text, "from" timestamptz, "to" timestamptz, gap double precision, ended text, cause json)
     ON CONFLICT (incident_id, fact, item, lower(disputed)) DO UPDATE SET disputed = EXCLUDED.disputed, gap = EXCLUDED.gap, ended = EXCLUDED.ended, cause = EXCLUDED.cause`,
    [jsonRows(written)],
  );
}

function columns({ from, to, gap, ended }: Dispute): object {
  return { from, to, gap, ended: ended?.how ?? null, cause: ended === null ? null : causeOfEnd(ended) };
}

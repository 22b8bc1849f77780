import { causeOfEnd } from '#domain';
import { CopiedRows, rangeCell } from '../copied-rows.js';
import type { IncidentDelta } from '../incident-delta.js';
import { jsonRows } from '../json-rows.js';
import type { Sql, Transaction } from '../sql.js';

/** Brings the disputes that changed up to date: those that never were, as it turned out, go. */
export async function writeDisputes(sql: Transaction, deltas: readonly IncidentDelta[]): Promise<void> {
  const stale: object[] = [];
  const current = new CopiedRows('dispute', ['incident_id', 'fact', 'item', 'disputed', 'gap', 'ended', 'cause']);
  for (const { state, facts } of deltas) {
    for (const [id, { fact, item, rows }] of facts) {
      for (const from of rows.disputes) {
        stale.push({ incident_id: state.id, fact, item: item ?? '', from });
        const dispute = state.facts.get(id)?.disputes.find(from);
        if (dispute === undefined) continue;
        const { to, gap, ended } = dispute;
        const cause = ended === null ? null : JSON.stringify(causeOfEnd(ended));
        current.add([state.id, fact, item ?? '', rangeCell(from, to), gap, ended?.how, cause]);
      }
    }
  }
  await Promise.all([stale.length > 0 ? deleteDisputes(sql, stale) : undefined, sql.copy(current)]);
}

async function deleteDisputes(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `DELETE FROM dispute d USING json_to_recordset($1) AS t(incident_id text, fact text, item text, "from" timestamptz)
     WHERE d.incident_id = t.incident_id AND d.fact = t.fact AND d.item = t.item AND lower(d.disputed) = t."from"`,
    [jsonRows(rows)],
  );
}

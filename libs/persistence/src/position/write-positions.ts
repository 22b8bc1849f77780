import { createHash } from 'node:crypto';
import { mainSlot, type Holding } from '#domain';
import type { IncidentDelta } from '../incident-delta.js';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';

/** Brings what speakers held from when to when up to date, where that changed. */
export async function writePositions(sql: Sql, deltas: readonly IncidentDelta[]): Promise<void> {
  const gone: object[] = [];
  const written: object[] = [];
  for (const { state, facts } of deltas) {
    for (const [id, { fact, item, rows }] of facts) {
      for (const { speaker, slot, from } of rows.holdings.values()) {
        const key = { incident_id: state.id, fact, item: item ?? '', speaker, slot: columnOf(slot), from };
        const voice = state.facts.get(id)?.voices.get(speaker);
        const holding = voice?.holdingsIn(slot).findLast((each) => each.from === from);
        if (holding === undefined) gone.push(key);
        else written.push({ ...key, ...columns(holding) });
      }
    }
  }
  if (gone.length > 0) await deletePositions(sql, gone);
  if (written.length > 0) await upsertPositions(sql, written);
}

/** A denied text may be longer than an index entry. */
function columnOf(slot: string): string {
  return slot === mainSlot ? '' : `denied ${createHash('sha256').update(slot).digest('hex').slice(0, 32)}`;
}

async function deletePositions(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `DELETE FROM position p USING json_to_recordset($1) AS t(incident_id text, fact text, item text, speaker text, slot text, "from" timestamptz)
     WHERE p.incident_id = t.incident_id AND p.fact = t.fact AND p.item = t.item AND p.speaker = t.speaker AND p.slot = t.slot AND lower(p.published) = t."from"`,
    [jsonRows(rows)],
  );
}

async function upsertPositions(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `INSERT INTO position (incident_id, fact, item, speaker, slot, published, kind, name, publisher, statement, revision, said_at, recorded, stance, value, relayed, quote, preferred)
     SELECT incident_id, fact, item, speaker, slot, tstzrange("from", "to"), kind, name, publisher, statement, revision, said_at, recorded, stance, value, relayed, quote, preferred
     FROM json_to_recordset($1) AS t(incident_id text, fact text, item text, speaker text, slot text, "from" timestamptz, "to" timestamptz, kind text, name text, publisher text,
       statement text, revision int, said_at timestamptz, recorded timestamptz, stance text, value json, relayed boolean, quote text, preferred boolean)
     ON CONFLICT (incident_id, fact, item, speaker, slot, lower(published)) DO UPDATE SET published = EXCLUDED.published, kind = EXCLUDED.kind, name = EXCLUDED.name, publisher = EXCLUDED.publisher,
       statement = EXCLUDED.statement, revision = EXCLUDED.revision, said_at = EXCLUDED.said_at, recorded = EXCLUDED.recorded,
       stance = EXCLUDED.stance, value = EXCLUDED.value, relayed = EXCLUDED.relayed, quote = EXCLUDED.quote, preferred = EXCLUDED.preferred`,
    [jsonRows(rows)],
  );
}

function columns({ to, held }: Holding): object {
  const { kind, name, publisher, statement, revision, saidAt, recorded, stance, value, relayed, quote, preferred } =
    held;
  const said = { kind, name, publisher, statement, revision, said_at: saidAt, recorded, stance, value, relayed, quote };
  return { to, ...said, preferred };
}

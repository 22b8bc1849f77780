import { createHash } from 'node:crypto';
import { isPreferred, slotOf, type Fact, type Held } from '#domain';
import type { IncidentDelta } from '../incident-delta.js';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';

/** Brings what every speaker holds now up to date, on the facts that changed. */
export async function writePositions(sql: Sql, deltas: readonly IncidentDelta[]): Promise<void> {
  const gone: object[] = [];
  const written: object[] = [];
  for (const { state, facts } of deltas) {
    for (const [id, before] of facts) {
      const after = state.facts.get(id);
      const old = slots(before);
      const ruling = state.books.rulings.get(state.id)?.get(id) ?? null;
      for (const [slot, position] of slots(after)) {
        if (old.get(slot) !== position)
          written.push({ incident_id: state.id, ...columns(position), preferred: isPreferred(position, ruling) });
        old.delete(slot);
      }
      gone.push(...[...old.values()].map((position) => ({ incident_id: state.id, ...columns(position) })));
    }
  }
  if (gone.length > 0) await deletePositions(sql, gone);
  if (written.length > 0) await upsertPositions(sql, written);
}

function slots(fact: Fact | undefined): Map<string, Held> {
  const positions = [...(fact?.positions.values() ?? [])].flat();
  return new Map(positions.map((position) => [`${position.speaker} ${slotOf(position)}`, position]));
}

async function deletePositions(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `DELETE FROM position p USING json_to_recordset($1) AS t(incident_id text, fact text, item text, speaker text, slot text)
     WHERE p.incident_id = t.incident_id AND p.fact = t.fact AND p.item = t.item AND p.speaker = t.speaker AND p.slot = t.slot`,
    [jsonRows(rows)],
  );
}

async function upsertPositions(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `INSERT INTO position (incident_id, fact, item, speaker, slot, kind, name, publisher, statement, revision, said_at, recorded, stance, value, relayed, quote, preferred)
     SELECT * FROM json_to_recordset($1) AS t(incident_id text, fact text, item text, speaker text, slot text, kind text, name text, publisher text,
       statement text, revision int, said_at timestamptz, recorded timestamptz, stance text, value json, relayed boolean, quote text, preferred boolean)
     ON CONFLICT (incident_id, fact, item, speaker, slot) DO UPDATE SET kind = EXCLUDED.kind, name = EXCLUDED.name, publisher = EXCLUDED.publisher,
       statement = EXCLUDED.statement, revision = EXCLUDED.revision, said_at = EXCLUDED.said_at, recorded = EXCLUDED.recorded,
       stance = EXCLUDED.stance, value = EXCLUDED.value, relayed = EXCLUDED.relayed, quote = EXCLUDED.quote, preferred = EXCLUDED.preferred`,
    [jsonRows(rows)],
  );
}

function columns(position: Held): object {
  const {
    fact,
    item,
    speaker,
    kind,
    name,
    publisher,
    statement,
    revision,
    saidAt,
    recorded,
    stance,
    value,
    relayed,
    quote,
  } = position;
  const slot = slotOf(position);
  return {
    fact,
    item: item ?? '',
    speaker,
    // A denied text may be longer than an index entry.
    slot: slot === '' ? '' : `denied ${createHash('sha256').update(slot).digest('hex').slice(0, 32)}`,
    kind,
    name,
    publisher,
    statement,
    revision,
    said_at: saidAt,
    recorded,
    stance,
    value,
    relayed,
    quote,
  };
}

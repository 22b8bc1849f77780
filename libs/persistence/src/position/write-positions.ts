import { createHash } from 'node:crypto';
import { mainSlot, type Holding } from '#domain';
import type { IncidentDelta } from '../incident-delta.js';
import { CopiedRows, jsonCell, rangeCell } from '../copied-rows.js';
import { jsonRows } from '../json-rows.js';
import type { Sql, Transaction } from '../sql.js';

const columns = [
  'incident_id',
  'fact',
  'item',
  'speaker',
  'slot',
  'published',
  'kind',
  'name',
  'publisher',
  'statement',
  'revision',
  'said_at',
  'recorded',
  'stance',
  'value',
  'relayed',
  'quote',
  'preferred',
] as const;

/** Brings what speakers held from when to when up to date, where that changed. */
export async function writePositions(sql: Transaction, deltas: readonly IncidentDelta[]): Promise<void> {
  const stale: object[] = [];
  const current = new CopiedRows('position', columns);
  for (const { state, facts } of deltas) {
    for (const [id, { fact, item, rows }] of facts) {
      const voices = state.facts.get(id)?.voices;
      for (const { speaker, slot, from, isNew } of rows.holdings.values()) {
        const key = { incident_id: state.id, fact, item: item ?? '', speaker, slot: columnOf(slot), from };
        if (!isNew) stale.push(key);
        const voice = voices?.get(speaker);
        const holding = voice?.holdingsIn(slot).findLast((each) => each.from === from);
        if (holding !== undefined) current.add(row(key, holding));
      }
    }
  }
  await Promise.all([stale.length > 0 ? deletePositions(sql, stale) : undefined, sql.copy(current)]);
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

interface Key {
  readonly incident_id: string;
  readonly fact: string;
  readonly item: string;
  readonly speaker: string;
  readonly slot: string;
}

function row({ incident_id, fact, item, speaker, slot }: Key, { from, to, held }: Holding) {
  return [
    incident_id,
    fact,
    item,
    speaker,
    slot,
    rangeCell(from, to),
    held.kind,
    held.name,
    held.publisher,
    held.statement,
    held.revision,
    held.saidAt,
    held.recorded,
    held.stance,
    jsonCell(held.value),
    held.relayed,
    held.quote,
    held.preferred,
  ] as const;
}

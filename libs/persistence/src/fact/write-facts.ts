import { definitionOf, readValue, type Span, type Vocabulary } from '#domain';
import type { IncidentDelta } from '../incident-delta.js';
import { jsonRows } from '../json-rows.js';
import type { Sql } from '../sql.js';
import { termColumn } from './term-column.js';

/** Brings the spans of what changed up to date: those that are no more go, those that are new or end otherwise are written. */
export async function writeFacts(sql: Sql, deltas: readonly IncidentDelta[], vocabulary: Vocabulary): Promise<void> {
  const gone: object[] = [];
  const written: object[] = [];
  for (const { state, facts } of deltas) {
    for (const [id, { fact, item, rows }] of facts) {
      const key = { incident_id: state.id, fact, item: item ?? '' };
      for (const from of rows.spans) {
        const span = state.facts.get(id)?.spans.findLast((each) => each.from === from);
        if (span === undefined) gone.push({ ...key, from });
        else written.push({ ...key, ...columns(fact, span, vocabulary) });
      }
    }
  }
  if (gone.length > 0) await deleteSpans(sql, gone);
  if (written.length > 0) await upsertSpans(sql, written);
}

async function deleteSpans(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `DELETE FROM fact f USING json_to_recordset($1) AS t(incident_id text, fact text, item text, "from" timestamptz)
     WHERE f.incident_id = t.incident_id AND f.fact = t.fact AND f.item = t.item AND lower(f.published) = t."from"`,
    [jsonRows(rows)],
  );
}

async function upsertSpans(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `INSERT INTO fact (incident_id, fact, item, published, status, value, stance, speaker, publisher, statement, revision, ruling, lo, hi, term, amount, currency)
     SELECT incident_id, fact, item, tstzrange("from", "to"), status, value, stance, speaker, publisher, statement, revision, ruling, lo, hi, term, amount, currency
     FROM json_to_recordset($1) AS t(incident_id text, fact text, item text, "from" timestamptz, "to" timestamptz, status text, value json, stance text,
       speaker text, publisher text, statement text, revision int, ruling json, lo bigint, hi bigint, term text, amount double precision, currency text)
     ON CONFLICT (incident_id, fact, item, lower(published)) DO UPDATE SET published = EXCLUDED.published, status = EXCLUDED.status,
       value = EXCLUDED.value, stance = EXCLUDED.stance, speaker = EXCLUDED.speaker, publisher = EXCLUDED.publisher, statement = EXCLUDED.statement,
       revision = EXCLUDED.revision, ruling = EXCLUDED.ruling, lo = EXCLUDED.lo, hi = EXCLUDED.hi, term = EXCLUDED.term,
       amount = EXCLUDED.amount, currency = EXCLUDED.currency`,
    [jsonRows(rows)],
  );
}

function columns(fact: string, { from, to, head, publisher }: Span, vocabulary: Vocabulary): object {
  const { status, value, stance, speaker, statement, revision, ruling } = head;
  const said = { from, to, status, value, stance, speaker, publisher, statement, revision, ruling };
  const definition = definitionOf(vocabulary, fact);
  const extent = definition === undefined || value === null ? null : readValue(definition, value);
  if (extent === null || typeof extent === 'string') return said;
  switch (extent.kind) {
    case 'interval':
      return { ...said, lo: extent.lo.toString(), hi: extent.hi?.toString() ?? null };
    case 'term':
    case 'text':
      return { ...said, term: termColumn(extent.text) };
    case 'money':
      return { ...said, amount: extent.amount, currency: extent.currency };
    case 'flag':
      return said;
  }
}

import type { Head } from '#contracts';
import { definitionOf, readValue, type FactKey, type Span, type Vocabulary } from '#domain';
import type { IncidentDelta } from '../incident-delta.js';
import { CopiedRows, jsonCell, rangeCell } from '../copied-rows.js';
import { jsonRows } from '../json-rows.js';
import type { Sql, Transaction } from '../sql.js';
import { termColumn } from './term-column.js';

const columns = [
  'incident_id',
  'fact',
  'item',
  'published',
  'status',
  'value',
  'stance',
  'speaker',
  'publisher',
  'statement',
  'revision',
  'ruling',
  'lo',
  'hi',
  'term',
  'amount',
  'currency',
] as const;

/** Brings the spans of what changed up to date: those that were there and are others now go, and those that are now come. */
export async function writeFacts(
  sql: Transaction,
  deltas: readonly IncidentDelta[],
  vocabulary: Vocabulary,
): Promise<void> {
  const stale: object[] = [];
  const current = new CopiedRows('fact', columns);
  for (const { state, facts } of deltas) {
    for (const [id, { fact, item, rows }] of facts) {
      for (const [from, isNew] of rows.spans) {
        if (!isNew) stale.push({ incident_id: state.id, fact, item: item ?? '', from });
        const span = state.facts.get(id)?.spans.findLast((each) => each.from === from);
        if (span !== undefined) current.add(row(state.id, { fact, item }, span, vocabulary));
      }
    }
  }
  await Promise.all([stale.length > 0 ? deleteSpans(sql, stale) : undefined, sql.copy(current)]);
}

// Compared as rows, which only the index of spans can serve: where there are no statistics so far, equality is looked up by fact alone.
async function deleteSpans(sql: Sql, rows: readonly object[]): Promise<void> {
  await sql.query(
    `DELETE FROM fact f USING json_to_recordset($1) AS t(incident_id text, fact text, item text, "from" timestamptz)
     WHERE (f.incident_id, f.fact, f.item, lower(f.published)) >= (t.incident_id, t.fact, t.item, t."from")
       AND (f.incident_id, f.fact, f.item, lower(f.published)) <= (t.incident_id, t.fact, t.item, t."from")`,
    [jsonRows(rows)],
  );
}

function row(incident: string, { fact, item }: FactKey, span: Span, vocabulary: Vocabulary) {
  const { from, to, head, publisher } = span;
  const { status, value, stance, speaker, statement, revision, ruling } = head;
  const { lo, hi, term, amount, currency } = searched(fact, head, vocabulary);
  return [
    incident,
    fact,
    item ?? '',
    rangeCell(from, to),
    status,
    jsonCell(value),
    stance,
    speaker,
    publisher,
    statement,
    revision,
    jsonCell(ruling),
    lo,
    hi,
    term,
    amount,
    currency,
  ] as const;
}

interface Searched {
  readonly lo?: bigint;
  readonly hi?: bigint | null;
  readonly term?: string;
  readonly amount?: number;
  readonly currency?: string;
}

/** What lists are filtered by. */
function searched(fact: string, { value }: Head, vocabulary: Vocabulary): Searched {
  const definition = definitionOf(vocabulary, fact);
  const extent = definition === undefined || value === null ? null : readValue(definition, value);
  if (extent === null || typeof extent === 'string') return {};
  switch (extent.kind) {
    case 'interval':
      return { lo: extent.lo, hi: extent.hi };
    case 'term':
    case 'text':
      return { term: termColumn(extent.text) };
    case 'money':
      return { amount: extent.amount, currency: extent.currency };
    case 'flag':
      return {};
  }
}

import { addMicros, listedHolders, type Cause, type DisputeView, type Instant, type Side } from '#contracts';
import { Clashes, definitionOf, positionView, sidesOf, type Policy, type Position, type Vocabulary } from '#domain';
import type { Sql } from '../sql.js';
import { readDisputePage, type DisputeFilter, type DisputePlace, type DisputeRow } from './read-dispute-page.js';
import { readHolders, type Holders } from './read-holders.js';

export interface DisputeRules {
  readonly policy: Policy;
  readonly vocabulary: Vocabulary;
}

/** The first `limit` disputes after `after`, with their sides. Several queries: for one state of them all, run it in a snapshot. */
export async function readDisputes(
  sql: Sql,
  filter: DisputeFilter,
  { after, limit }: { readonly after: DisputePlace | null; readonly limit: number },
  rules: DisputeRules,
): Promise<DisputeView[]> {
  // In the order of the list an index gives the first without all the others. Those of one incident are few, and are sorted.
  const sort = filter.incident === null ? 'off' : 'on';
  await sql.query(
    `SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true), set_config('enable_sort', '${sort}', true)`,
  );
  const found: DisputeView[] = [];
  for (let place = after; ;) {
    const wanted = limit - found.length;
    const rows = await readDisputePage(sql, filter, { after: place, limit: wanted });
    const disputes = await withSides(sql, rows, filter.asOf, rules);
    const { minGap } = filter;
    found.push(...disputes.filter(({ gap }) => minGap === null || (gap !== null && gap >= minGap)));
    const last = disputes.at(-1);
    if (rows.length < wanted || last === undefined || found.length === limit) return found;
    place = last;
  }
}

async function withSides(
  sql: Sql,
  rows: readonly DisputeRow[],
  asOf: Instant | null,
  rules: DisputeRules,
): Promise<DisputeView[]> {
  const wanted = rows.map((row): Holders => {
    const at = row.going || row.to === null ? asOf : addMicros(row.to, -1);
    return { incident: row.incident_id, fact: row.fact, item: row.item, at };
  });
  const holders = await readHolders(sql, wanted, rules);
  return rows.map((row, i) => toDispute(row, holders[i] ?? [], rules.vocabulary));
}

function toDispute(row: DisputeRow, ranked: readonly Position[], vocabulary: Vocabulary): DisputeView {
  const { incident_id: incident, fact, item, from, to } = row;
  return {
    incident,
    fact,
    item: item === '' ? null : item,
    from,
    to,
    gap: row.going ? gapOf(ranked, definitionOf(vocabulary, fact)?.type ?? 'text') : row.gap,
    sides: sidesOf(ranked).flatMap(([head, ...rest]) =>
      head === undefined ? [] : [toSide([head, ...rest], ranked[0])],
    ),
    ended: endOf(row),
  };
}

function toSide([head, ...rest]: readonly [Position, ...Position[]], first: Position | undefined): Side {
  const listed = [head, ...rest].slice(0, listedHolders);
  return { value: head.value, stance: head.stance, positions: listed.map((each) => positionView(each, first)) };
}

function gapOf(ranked: readonly Position[], type: ConstructorParameters<typeof Clashes>[0]): number | null {
  const clashes = new Clashes(type);
  for (const position of ranked) clashes.add(position);
  const [first] = ranked;
  return first === undefined ? null : clashes.gap(first);
}

function endOf({ incident_id: subject, to, ended, cause, going, ruled }: DisputeRow): DisputeView['ended'] {
  if (to === null) return null;
  if (!going) return ended === null || cause === null ? null : { how: ended, cause };
  return ruled === null ? null : { how: 'ruling', cause: causeOfRuling(subject, ruled) };
}

function causeOfRuling(subject: string, { source, id, offset }: NonNullable<DisputeRow['ruled']>): Cause {
  const type = 'disclosure.fact.ruled.v1';
  return { subject, source, id, type, offset, statement: null, revision: null, speaker: null, late: false };
}

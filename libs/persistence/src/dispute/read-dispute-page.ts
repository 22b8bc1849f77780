import type { Cause, DisputeEnd, Instant } from '#contracts';
import { newParameters, type Use } from '../parameters.js';
import type { Sql } from '../sql.js';

/** Where a dispute stands in a list: latest beginning first, then by incident, fact and item. */
export interface DisputePlace {
  readonly from: Instant;
  readonly incident: string;
  readonly fact: string;
  readonly item: string | null;
}

export interface DisputeFilter {
  readonly incident: string | null;
  readonly fact: string | null;
  /** Of `fact`; any, where it is `null`. */
  readonly item: string | null;
  readonly open: boolean | null;
  readonly openedBefore: Instant | null;
  /** In seconds. */
  readonly minAge: number | null;
  readonly minGap: number | null;
  readonly asOf: Instant | null;
}

export interface DisputeRow {
  readonly incident_id: string;
  readonly fact: string;
  readonly item: string;
  readonly from: Instant;
  readonly to: Instant | null;
  readonly gap: number | null;
  readonly ended: DisputeEnd | null;
  readonly cause: Cause | null;
  /** It went on beyond `asOf`: how far apart they were then is told by the positions held then. */
  readonly going: boolean;
  /** What settled it as of then. */
  readonly ruled: { readonly source: string; readonly id: string; readonly offset: string } | null;
}

/** The first `limit` disputes after `after`. As of an instant, `minGap` is left to who reads the positions. */
export async function readDisputePage(
  sql: Sql,
  filter: DisputeFilter,
  { after, limit }: { readonly after: DisputePlace | null; readonly limit: number },
): Promise<DisputeRow[]> {
  const { values, use } = newParameters();
  const disputes = filter.asOf === null ? now(filter, use) : asOfThen(filter, filter.asOf, use);
  const conditions = [...disputes.conditions, ...shown(filter, use)];
  if (after !== null) {
    const at = use(after.from);
    const key = `(${use(after.incident)}, ${use(after.fact)}, ${use(after.item ?? '')})`;
    conditions.push(`d."from" <= ${at}`, `(d."from" < ${at} OR (d.incident_id, d.fact, d.item) > ${key})`);
  }
  return sql.query<DisputeRow>(
    `SELECT * FROM (${disputes.rows}) AS d WHERE ${['true', ...conditions].join(' AND ')}
      ORDER BY d."from" DESC, d.incident_id, d.fact, d.item LIMIT ${use(limit)}`,
    values,
  );
}

interface Disputes {
  readonly rows: string;
  readonly conditions: readonly string[];
}

function now({ open, minGap, minAge }: DisputeFilter, use: Use): Disputes {
  const rows = `SELECT incident_id, fact, item, disputed, lower(disputed) AS "from", upper(disputed) AS "to", gap, ended, cause, false AS going, NULL::json AS ruled FROM dispute`;
  const conditions = [];
  if (open !== null) conditions.push(`${open ? '' : 'NOT '}upper_inf(d.disputed)`);
  if (minGap !== null) conditions.push(`d.gap >= ${use(minGap)}`);
  if (minAge !== null) {
    const age = `make_interval(secs => ${use(minAge)})`;
    conditions.push(`d."from" <= now() - ${age}`, `coalesce(d."to", now()) - d."from" >= ${age}`);
  }
  return { rows, conditions };
}

/** A ruling acts on every `asOf`: what it settles then has ended with it, whatever ended it later. */
function asOfThen({ open, minAge }: DisputeFilter, asOf: Instant, use: Use): Disputes {
  const at = `${use(asOf)}::timestamptz`;
  const rows = `
    SELECT d.incident_id, d.fact, d.item, d.disputed, lower(d.disputed) AS "from", d.gap, d.ended, d.cause, d.disputed @> ${at} AS going,
           CASE WHEN NOT d.disputed @> ${at} THEN upper(d.disputed) WHEN f.status <> 'contested' THEN (f.ruling ->> 'recordedAt')::timestamptz END AS "to",
           CASE WHEN f.status <> 'contested' THEN json_build_object('source', e.source, 'id', e.id, 'offset', e.partition || '@' || e."offset") END AS ruled
      FROM dispute d
      LEFT JOIN LATERAL (
        SELECT f.status, f.ruling FROM fact f
         WHERE f.incident_id = d.incident_id AND f.fact = d.fact AND f.item = d.item AND f.published @> ${at} AND d.disputed @> ${at} OFFSET 0) AS f ON true
      LEFT JOIN LATERAL (
        SELECT e.source, e.id, e.partition, e."offset" FROM event e
         WHERE f.status <> 'contested' AND e.incident_id = d.incident_id AND e.source = f.ruling ->> 'source' AND e.id = f.ruling ->> 'id' OFFSET 0) AS e ON true
     WHERE lower(d.disputed) <= ${at}`;
  const conditions = [];
  if (open === true) conditions.push(`d.disputed @> ${at}`, 'd."to" IS NULL');
  if (open === false) conditions.push('d."to" IS NOT NULL');
  if (minAge !== null) {
    conditions.push(`coalesce(d."to", ${at}) - d."from" >= make_interval(secs => ${use(minAge)})`);
  }
  return { rows, conditions };
}

function shown({ incident, fact, item, openedBefore }: DisputeFilter, use: Use): string[] {
  const conditions = [];
  if (incident !== null) conditions.push(`d.incident_id = ${use(incident)}`);
  if (fact !== null) conditions.push(`d.fact = ${use(fact)}`);
  if (item !== null) conditions.push(`d.item = ${use(item)}`);
  if (openedBefore !== null) conditions.push(`d."from" < ${use(openedBefore)}`);
  return conditions;
}

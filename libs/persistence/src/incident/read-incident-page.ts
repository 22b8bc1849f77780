import type { Instant } from '#contracts';
import { newParameters, type Use } from '../parameters.js';
import type { Sql } from '../sql.js';
import { conditionsOf, rangeOf, type Condition, type IncidentFilter } from './incident-conditions.js';

/** Where an incident stands in a list: newest change first, then by id. */
export interface IncidentPlace {
  readonly recordedAt: Instant;
  readonly id: string;
}

export interface IncidentPage {
  readonly after: IncidentPlace | null;
  readonly limit: number;
  /** Up to so many, all that a filter finds are looked at; where it finds more, the newest incidents are looked through first. */
  readonly few?: number;
}

const defaultFew = 5_000;

/**
 * The places of the first `limit` incidents after `after`. Those merged away are in no list.
 *
 * No statistics tell how filters, facts and time hang together, and a plan that fits one question takes a second for
 * another. So it is counted, up to a bound, how many rows each filter finds: where one finds few, those are sorted;
 * else the newest incidents are asked one by one, and if too few of them match, all that match are sorted after all.
 */
export async function readIncidentPage(sql: Sql, filter: IncidentFilter, page: IncidentPage): Promise<IncidentPlace[]> {
  // Rows are looked for by index, however many there are; a plan is never worth compiling here.
  await sql.query("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)");
  const conditions = conditionsOf(filter);
  const indexed = conditions.filter((condition): condition is Indexed => condition.ids !== undefined);
  if (indexed.length === 0) return readNewest(sql, filter, conditions, page, null);
  const { few = defaultFew } = page;
  const counts = await countUpTo(sql, indexed, few + 1);
  const fewest = Math.min(...counts);
  const rarest = indexed[counts.indexOf(fewest)];
  if (fewest <= few && rarest !== undefined) return readFound(sql, filter, conditions, page, [rarest]);
  const newest = await readNewest(sql, filter, conditions, page, few);
  return newest.length === page.limit ? newest : readFound(sql, filter, conditions, page, indexed);
}

type Indexed = Condition & Required<Pick<Condition, 'ids'>>;

async function countUpTo(sql: Sql, conditions: readonly Indexed[], most: number): Promise<number[]> {
  const { values, use } = newParameters();
  const limit = use(most);
  const counts = conditions.map(
    ({ ids, looked = ids }) => `(SELECT count(*)::int FROM (${looked(use)} LIMIT ${limit}) AS looked)`,
  );
  const [row] = await sql.query<{ counts: number[] }>(`SELECT ARRAY[${counts.join(', ')}] AS counts`, values);
  return row?.counts ?? [];
}

/** @param most of the newest incidents so many are asked; all, where it is `null`. */
async function readNewest(
  sql: Sql,
  filter: IncidentFilter,
  conditions: readonly Condition[],
  page: IncidentPage,
  most: number | null,
): Promise<IncidentPlace[]> {
  const { values, use } = newParameters();
  const range = [...rangeOf(filter, use), ...afterOf(page, use)];
  const checks = conditions.map(({ check }) => check(use));
  const newest = `SELECT * FROM incident i WHERE ${range.join(' AND ')} ORDER BY i.recorded_at DESC, i.incident_id LIMIT ${use(most)}`;
  return readPlaces(sql, `(${newest}) AS i WHERE ${['true', ...checks].join(' AND ')}`, { values, use, page });
}

async function readFound(
  sql: Sql,
  filter: IncidentFilter,
  conditions: readonly Condition[],
  page: IncidentPage,
  by: readonly Indexed[],
): Promise<IncidentPlace[]> {
  const { values, use } = newParameters();
  const ids = by.map((condition) => `(SELECT incident_id FROM (${condition.ids(use)}) AS ids)`).join(' INTERSECT ');
  const range = [...rangeOf(filter, use), ...afterOf(page, use)];
  const checks = conditions.filter((each) => !by.some((one) => one === each)).map(({ check }) => check(use));
  // One by one: joined as a whole, all incidents might be read for it.
  const found = `(SELECT DISTINCT incident_id FROM (${ids}) AS ids) AS found,
    LATERAL (SELECT * FROM incident WHERE incident_id = found.incident_id OFFSET 0) AS i`;
  return readPlaces(sql, `${found} WHERE ${[...range, ...checks].join(' AND ')}`, { values, use, page });
}

async function readPlaces(
  sql: Sql,
  from: string,
  { values, use, page }: { readonly values: unknown[]; readonly use: Use; readonly page: IncidentPage },
): Promise<IncidentPlace[]> {
  const text = `SELECT i.incident_id AS id, i.recorded_at AS "recordedAt" FROM ${from} ORDER BY i.recorded_at DESC, i.incident_id LIMIT ${use(page.limit)}`;
  return sql.query<IncidentPlace>(text, values);
}

function afterOf({ after }: IncidentPage, use: Use): string[] {
  if (after === null) return [];
  const at = use(after.recordedAt);
  return [`i.recorded_at <= ${at}`, `(i.recorded_at < ${at} OR i.incident_id > ${use(after.id)})`];
}

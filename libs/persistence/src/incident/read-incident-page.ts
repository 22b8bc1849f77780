import type { Instant } from '#contracts';
import { newParameters, type Parameters, type Use } from '../parameters.js';
import type { Sql } from '../sql.js';
import { conditionsOf, rangeOf, type Condition, type IncidentFilter } from './incident-conditions.js';

/**
 * Where an incident stands in a list: newest change first, then by id. As of an instant the latest opened is first:
 * what changed later says nothing of then.
 */
export interface IncidentPlace {
  readonly at: Instant;
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
 * Words are not counted before the newest are asked.
 */
export async function readIncidentPage(sql: Sql, filter: IncidentFilter, page: IncidentPage): Promise<IncidentPlace[]> {
  const { few = defaultFew } = page;
  // Rows are looked for by index, however many there are; a plan is never worth compiling here.
  await sql.query("SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)");
  const list: List = { sql, filter, page, conditions: conditionsOf(filter) };
  const indexed = list.conditions.filter((condition): condition is Indexed => condition.ids !== undefined);
  if (indexed.length === 0) return readNewest(list, null);
  // An index of words goes through all that have a word before it tells the first: a common word is found sooner among the newest.
  const byWords = filter.phrases.length > 0;
  const soonest = byWords ? await readNewest(list, Math.ceil(few / 2)) : [];
  if (soonest.length === page.limit) return soonest;
  const counts = await countUpTo(sql, indexed, few + 1);
  const fewest = Math.min(...counts);
  const rarest = indexed[counts.indexOf(fewest)];
  if (fewest <= few && rarest !== undefined) return readFound(list, [rarest]);
  const newest = byWords ? soonest : await readNewest(list, few);
  return newest.length === page.limit ? newest : readFound(list, indexed);
}

interface List {
  readonly sql: Sql;
  readonly filter: IncidentFilter;
  readonly page: IncidentPage;
  readonly conditions: readonly Condition[];
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
function readNewest(list: List, most: number | null): Promise<IncidentPlace[]> {
  const { filter, page, conditions } = list;
  const parameters = newParameters();
  const { use } = parameters;
  const order = orderOf(filter);
  const range = [...rangeOf(filter, use), ...afterOf(order, page, use)].join(' AND ');
  const newest = `SELECT * FROM incident i WHERE ${range} ORDER BY ${order} DESC, i.incident_id LIMIT ${use(most)}`;
  const checks = ['true', ...conditions.map(({ check }) => check(use))];
  return readPlaces(list, `(${newest}) AS i WHERE ${checks.join(' AND ')}`, parameters);
}

function readFound(list: List, by: readonly Indexed[]): Promise<IncidentPlace[]> {
  const { filter, page, conditions } = list;
  const parameters = newParameters();
  const { use } = parameters;
  const ids = by.map((condition) => `(SELECT incident_id FROM (${condition.ids(use)}) AS ids)`).join(' INTERSECT ');
  const range = [...rangeOf(filter, use), ...afterOf(orderOf(filter), page, use)];
  const checks = conditions.filter((each) => !by.some((one) => one === each)).map(({ check }) => check(use));
  // One by one: joined as a whole, all incidents might be read for it.
  const found = `(SELECT DISTINCT incident_id FROM (${ids}) AS ids) AS found,
    LATERAL (SELECT * FROM incident WHERE incident_id = found.incident_id OFFSET 0) AS i`;
  return readPlaces(list, `${found} WHERE ${[...range, ...checks].join(' AND ')}`, parameters);
}

function readPlaces({ sql, filter, page }: List, from: string, { values, use }: Parameters): Promise<IncidentPlace[]> {
  const order = orderOf(filter);
  const text = `SELECT i.incident_id AS id, ${order} AS at FROM ${from} ORDER BY ${order} DESC, i.incident_id LIMIT ${use(page.limit)}`;
  return sql.query<IncidentPlace>(text, values);
}

function orderOf({ asOf }: IncidentFilter): string {
  return asOf === null ? 'i.recorded_at' : 'i.opened_at';
}

function afterOf(order: string, { after }: IncidentPage, use: Use): string[] {
  if (after === null) return [];
  const at = use(after.at);
  return [`${order} <= ${at}`, `(${order} < ${at} OR i.incident_id > ${use(after.id)})`];
}

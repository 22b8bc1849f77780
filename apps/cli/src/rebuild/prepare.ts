import { randomUUID } from 'node:crypto';
import { instantOf } from '#contracts';
import {
  claimRun,
  clearPrepared,
  readIncidentIds,
  readMovedSince,
  transaction,
  writePrepared,
  type Database,
  type Sql,
} from '#persistence';
import type { Build, Offsets } from './build.js';
import { differencesOf } from './differences.js';
import type { Generations } from './source.js';

// Of incidents: as many as are held in memory at once.
const PAGE = 500;

export interface Prepared {
  readonly run: string;
  /** Incidents that an event from here on touches are to be compared again. */
  readonly since: Offsets;
}

/** Compares incident by incident what was told with what was built, and has ready what the switch is to write. */
export async function prepare(database: Database, generations: Generations, build: Build): Promise<Prepared> {
  const { old, built } = generations;
  const run = randomUUID();
  const since = await build.applied();
  build.rememberTouched();
  await transaction(database, async (sql) => {
    await claimRun(sql, built, run);
    await clearPrepared(sql, built);
  });
  const both = old === null ? [built] : [old, built];
  for (let after = ''; ;) {
    const from = after;
    const ids = await transaction(database, async (sql) => {
      const page = await readIncidentIds(sql, both, { after: from, limit: PAGE });
      if (page.length > 0) await prepareThese(sql, generations, page, since);
      return page;
    });
    const last = ids.at(-1);
    if (last === undefined) return { run, since };
    after = last;
  }
}

/** Of what moves on in the old generation meanwhile, nothing can be said so far. */
async function prepareThese(
  sql: Sql,
  generations: Generations,
  page: readonly string[],
  since: Offsets,
): Promise<void> {
  const differences = await differencesOf(sql, generations, page, instantOf(Date.now()));
  const { old, built } = generations;
  const moved = new Set(differences.length === 0 || old === null ? [] : await readMovedSince(sql, old, since));
  const settled = differences.filter(({ standing }) => !moved.has(standing.incident));
  if (settled.length > 0) await writePrepared(sql, built, [], settled);
}

/** The same of those that moved since, while nothing moves any more. */
export async function prepareMoved(
  sql: Sql,
  generations: Generations,
  build: Build,
  { since }: Prepared,
): Promise<void> {
  const { old, built } = generations;
  const movedThere = old === null ? [] : await readMovedSince(sql, old, since);
  const moved = [...new Set([...build.touchedSince, ...movedThere])];
  for (let at = 0; at < moved.length; at += PAGE) {
    const page = moved.slice(at, at + PAGE);
    await writePrepared(sql, built, page, await differencesOf(sql, generations, page, instantOf(Date.now())));
  }
}

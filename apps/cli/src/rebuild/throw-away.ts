import { setTimeout as delay } from 'node:timers/promises';
import { dropGeneration, readGenerations, schemaOf, sqlOf, transaction, type Database } from '#persistence';
import { Refused } from '../copy-topics/refused.js';
import { lock } from './rebuild.js';

// Longer than any read that began before the switch is allowed to take.
const GRACE_MS = 15_000;

/**
 * Drops the generation that is being built, or else those that are retired.
 * @throws Refused where there is neither.
 */
export async function throwAway(database: Database): Promise<string[]> {
  const release = await lock(database);
  try {
    const all = await readGenerations(sqlOf(database));
    const building = all.filter(({ state }) => state === 'building');
    const chosen = building.length > 0 ? building : all.filter(({ state }) => state === 'retired');
    if (chosen.length === 0) throw new Refused(['no generation is being built, and none is retired']);
    const latest = Math.max(...chosen.map(({ state, since }) => (state === 'retired' ? Date.parse(since) : 0)));
    await delay(Math.max(0, latest + GRACE_MS - Date.now()));
    for (const { number } of chosen) await transaction(database, (sql) => dropGeneration(sql, number));
    return chosen.map(({ number }) => schemaOf(number));
  } finally {
    await release();
  }
}

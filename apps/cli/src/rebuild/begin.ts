import { topicNames } from '#contracts';
import { policyFingerprint } from '#domain';
import {
  addGeneration,
  clearSpeakers,
  createDataSource,
  migrate,
  migrateGeneration,
  prepareChangeHeads,
  prepareProjectionOffsets,
  readGenerations,
  sqlOf,
  type Database,
} from '#persistence';
import { isLostStore } from '#projection';
import { Refused } from '../copy-topics/refused.js';
import type { Generations, Source } from './source.js';

/**
 * Goes on with the generation that is being built, or adds one.
 * @throws Refused if it is built by another policy.
 */
export async function begin({ kafka, database, rules, partitions, topicPrefix }: Source): Promise<Generations> {
  await migrate(database);
  const sql = sqlOf(database);
  await prepareChangeHeads(sql, partitions);
  // Where it is, nothing is served from here on.
  await isLostStore(kafka, database, topicNames(topicPrefix));
  const policy = policyFingerprint(rules.policy);
  const all = await readGenerations(sql);
  const served = all.find(({ state }) => state === 'served');
  const building = all.find(({ state }) => state === 'building');
  if (building !== undefined && building.policy !== policy)
    throw new Refused([
      `g${building.number} is being built by another policy than ${rules.policy.name}: ` +
        `give its POLICY_FILE, or throw it away (disclosure rebuild throw-away)`,
    ]);
  const built = building?.number ?? Math.max(0, ...all.map(({ number }) => number)) + 1;
  if (building === undefined && served === undefined) await clearSpeakers(sql);
  if (building === undefined) await addGeneration(sql, built, policy);
  await migrateGeneration(database, built);
  return { old: served?.number ?? null, built, isOtherPolicy: served?.policy !== policy };
}

const CONNECTIONS = 6;

/** A pool whose tables are those of the generation that is being built. */
export async function openBuilt({ databaseUrl: url, partitions }: Source, generation: number): Promise<Database> {
  const database = createDataSource({
    url,
    application: 'corrigenda-rebuild',
    generation,
    connections: CONNECTIONS,
    queryTimeout: 600_000,
    byKey: true,
    onLost: () => undefined,
  });
  await database.initialize();
  await prepareProjectionOffsets(sqlOf(database), partitions);
  return database;
}

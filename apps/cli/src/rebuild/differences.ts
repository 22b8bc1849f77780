import { type FactChange } from '#contracts';
import { changeEvent, compareFacts, equalHeads, kindOf, type FactKey } from '#domain';
import {
  readBuiltFacts,
  readSpeakerMoves,
  readStandings,
  readToldFacts,
  schemaOf,
  type Difference,
  type FactChangeEvent,
  type Facts,
  type Sql,
  type Standing,
} from '#persistence';
import type { Generations } from './source.js';

/** What differs of these incidents between what was told and what the new generation says. Nothing of those that do not. */
export async function differencesOf(
  sql: Sql,
  generations: Generations,
  incidents: readonly string[],
  now: string,
): Promise<Difference[]> {
  const { built, isOtherPolicy } = generations;
  const standings = await readStandings(sql, generations, incidents);
  const told = await readToldFacts(sql, incidents);
  const says = await readBuiltFacts(sql, built, incidents);
  const moves = Map.groupBy(await readSpeakerMoves(sql, built, incidents), ({ incident }) => incident);
  return standings.flatMap((standing) => {
    const { incident } = standing;
    const speakers = moves.get(incident) ?? [];
    const changed = changedFacts(told.get(incident) ?? new Map(), says.get(incident) ?? new Map());
    const differs = standing.differs || changed.length > 0 || speakers.length > 0;
    // What was told before a store was lost is not to be told under the same version again.
    const version = Math.max(standing.version, standing.told) + Number(isNew(generations, standing, changed, speakers));
    const again = differs || isOtherPolicy;
    if (!again && version === standing.version) return [];
    const changes = changed.map((fact) => changeOf(standing, version, fact, built, now));
    return [{ standing, version, changes, speakers, again }];
  });
}

function isNew(
  { old }: Generations,
  { differs }: Standing,
  changed: readonly unknown[],
  speakers: readonly unknown[],
): boolean {
  return changed.length > 0 || speakers.length > 0 || (old !== null && differs);
}

type Changed = FactKey & Pick<FactChange, 'before' | 'after'>;

function changedFacts(told: Facts, says: Facts): Changed[] {
  const keys = new Map([...told, ...says]);
  return [...keys]
    .map(([key, { fact, item }]): Changed => {
      return { fact, item, before: told.get(key)?.head ?? null, after: says.get(key)?.head ?? null };
    })
    .filter(({ before, after }) => !equalHeads(before, after))
    .sort(compareFacts);
}

/** Its cause is no event: the last that touched the incident tells where it stands in the log. */
function changeOf(
  { incident, at }: Standing,
  version: number,
  { fact, item, before, after }: Changed,
  built: number,
  now: string,
): FactChangeEvent {
  const change: FactChange = {
    incident,
    version,
    kind: kindOf(before, after),
    fact,
    item,
    before,
    after,
    relabelledFrom: null,
    cause: {
      subject: incident,
      source: '/rebuild',
      id: schemaOf(built),
      type: 'disclosure.generation.built.v1',
      offset: `${at.partition}@${at.offset}`,
      statement: null,
      revision: null,
      speaker: before?.speaker ?? null,
      late: false,
    },
  };
  return { ...changeEvent(change, now), data: change };
}

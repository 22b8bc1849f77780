import { topicNames } from '#contracts';
import { partitionOf } from '#kafka';
import { foldIncident } from '../oracle/incident.js';
import type { Sifted } from '../oracle/log.js';
import { randomLog } from '../oracle/random-log.js';
import type { Policy } from '../oracle/rules.js';
import { incidentsIn } from '../oracle/world.js';
import { read } from './client.js';
import { eventually } from './eventually.js';
import type { Pipeline } from './pipeline.js';
import { changeHeads, query } from './store.js';
import { readTopic } from './topic.js';

/** A random log about incidents of its own, all in one partition: so the order of their events is known. */
export function linesOfSeed(seed: number, partitions: number): string[] {
  const names = Array.from({ length: 60 }, (_, i) => `log-${seed}-${i}`);
  const first = partitionOf(names[0] ?? '', partitions);
  const incidents = names.filter((name) => partitionOf(name, partitions) === first).slice(0, 1 + (seed % 3));
  return randomLog(seed, { incidents, length: 6 + (seed % 15) }).map((event) => JSON.stringify(event));
}

export async function everythingPublished(pipeline: Pipeline): Promise<void> {
  await eventually(
    async () => {
      const heads = await changeHeads(pipeline);
      const [again] = await query<{ count: number }>(pipeline, 'SELECT count(*)::int AS count FROM state_again');
      const noted = await query<{ sequence: string }>(pipeline, 'SELECT sequence FROM notified ORDER BY partition');
      const all = [...heads].sort(([a], [b]) => a - b).map(([, head]) => String(head));
      return again?.count === 0 && noted.map(({ sequence }) => sequence).join() === all.join();
    },
    { timeout: 60_000 },
  );
}

type Facts = Record<string, Record<string, unknown>>;

export function incidentsOfLog({ events }: Sifted): string[] {
  return [...new Set(events.flatMap(({ event }) => incidentsIn(event)))].sort();
}

/** By incident, what the oracle holds to be so. */
export function factsOfLog(sifted: Sifted, policy?: Policy): Facts {
  return Object.fromEntries(
    incidentsOfLog(sifted).map((incident) => {
      const { facts } = foldIncident(incident, sifted.events, policy === undefined ? {} : { policy });
      return [incident, Object.fromEntries(facts.map(({ fact, item, head }) => [`${fact} ${item ?? ''}`, head]))];
    }),
  );
}

/**
 * What a cache holds that has applied everything in the changes topic, in order.
 * @throws if its sequences are not 1, 2, 3 … in each partition.
 */
export async function factsTold(pipeline: Pipeline, incidents: readonly string[]): Promise<Facts> {
  const records = await readTopic(topicNames(pipeline.prefix).changes);
  const sequences = new Map<number, number>();
  const cache: Facts = Object.fromEntries(incidents.map((id) => [id, {}]));
  for (const { partition, headers, value } of records) {
    const sequence = (sequences.get(partition) ?? 0) + 1;
    if (headers['sequence'] !== String(sequence))
      throw new Error(`partition ${partition} has ${String(headers['sequence'])} where ${sequence} comes next`);
    sequences.set(partition, sequence);
    apply(cache, (JSON.parse(value ?? '') as { data: Told }).data);
  }
  return cache;
}

interface Told {
  readonly incident: string;
  readonly kind: string;
  readonly fact?: string;
  readonly item?: string | null;
  readonly after?: unknown;
  readonly absorbed?: string | null;
}

function apply(cache: Facts, { incident, kind, fact, item, after, absorbed }: Told): void {
  if (kind === 'incident.merged' && absorbed === incident) cache[incident] = {};
  if (!kind.startsWith('fact.') || fact === undefined) return;
  const facts = (cache[incident] ??= {});
  const key = `${fact} ${item ?? ''}`;
  if (after === null) Reflect.deleteProperty(facts, key);
  else facts[key] = after;
}

/** Incidents of which the compacted topic says something else than the API. */
export async function statesThatDiffer(pipeline: Pipeline): Promise<string[]> {
  const records = await readTopic(topicNames(pipeline.prefix).incidents);
  const last = new Map(records.map(({ key, value }) => [key, value]));
  const fold = ({ version: _, recordedAt: __, offset: ___, ...rest }: Record<string, unknown>) => JSON.stringify(rest);
  const { items } = await read<{ items: Record<string, unknown>[] }>(pipeline, '/v1/incidents?limit=500');
  if (items.length === 0) throw new Error('there are no incidents');
  return items
    .filter((item) => {
      const state = JSON.parse(last.get(String(item['id'])) ?? '{}') as { data?: Record<string, unknown> };
      return fold(state.data ?? {}) !== fold(item);
    })
    .map(({ id }) => String(id));
}

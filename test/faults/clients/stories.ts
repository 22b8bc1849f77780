import kafkajs from 'kafkajs';
import { Chance } from '../../oracle/chance.js';
import type { Event } from '../../oracle/event.js';
import { randomLog } from '../../oracle/random-log.js';

const partitioner = kafkajs.Partitioners.DefaultPartitioner();

/** Where the log keeps the events of an incident. */
export function partitionOf(incident: string, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => {
    return { partitionErrorCode: 0, partitionId, leader: 0, replicas: [], isr: [], offlineReplicas: [] };
  });
  return partitioner({ topic: '', partitionMetadata, message: { key: incident, value: null } });
}

/** Up to three incidents of a story's own; as a rule in one partition, else wherever they fall. */
function incidentsOf(seed: number, story: number, partitions: number, chance: Chance): string[] {
  const names = Array.from({ length: 60 }, (_, i) => `f${seed}-${story}-${i}`);
  const count = 1 + chance.below(3);
  if (chance.is(0.25)) return names.slice(0, count);
  const first = chance.below(partitions);
  const near = names.filter((name) => partitionOf(name, partitions) === first).slice(0, count);
  return near.length > 0 ? near : names.slice(0, 1);
}

/** A random log about incidents that no other story names. Half of the stories leave their recorded times to ingest. */
export function storyOf(seed: number, story: number, partitions: number): Event[] {
  const chance = new Chance((seed * 1_000_003 + story * 7_919) | 0);
  const incidents = incidentsOf(seed, story, partitions, chance);
  const events = randomLog(chance.below(2 ** 31), { incidents, length: 4 + chance.below(18) });
  if (chance.is(0.5)) return events;
  return events.map(({ recordedtime: _, ...event }) => event as Event);
}

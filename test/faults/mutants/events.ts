import { randomLog } from '../../oracle/random-log.js';
import { partitionOf } from '../clients/stories.js';

/** Events of so many logs of a seed, each of two incidents of its own, with all that the domain knows. */
export function logsOf(seed: number, logs: number, length = 12): Record<string, unknown>[] {
  return Array.from({ length: logs }, (_, i) => seed * 1_000 + i).flatMap(
    (own) => randomLog(own, { incidents: [`i${own}-a`, `i${own}-b`], length }) as unknown as Record<string, unknown>[],
  );
}

/** The first incident of that name whose records are in this partition. */
export function incidentIn(partition: number, partitions: number, name: string): string {
  for (let n = 0; ; n += 1) if (partitionOf(`${name}-${n}`, partitions) === partition) return `${name}-${n}`;
}

let minutes = 0;

/** Each later than those before it. */
export function published(subject: string, id: string, value: number): Record<string, unknown> {
  minutes += 1;
  const time = new Date(Date.parse('2022-01-01T00:00:00Z') + minutes * 60_000).toISOString();
  const publisher = { id: 'p', kind: 'affected', name: 'P' };
  const claims = [{ fact: 'exposure.people', stance: 'affirmed', value }];
  return { ...envelope('statement.published', subject, id, time), data: { statement: id, publisher, claims } };
}

/** The same statement as it is: nothing is told of it. */
export function confirmed(subject: string, id: string, statement: string, value: number): Record<string, unknown> {
  const { data, ...event } = published(subject, id, value);
  return { ...event, data: { ...(data as object), statement } };
}

export function merged(subject: string, into: string, id: string): Record<string, unknown> {
  const time = '2022-01-01T00:00:00Z';
  return { ...envelope('incident.merged', subject, id, time), data: { into, reason: 'the same' } };
}

export function envelope(name: string, subject: string, id: string, time: string): Record<string, unknown> {
  return { specversion: '1.0', source: '/desk', id, type: `disclosure.${name}.v1`, subject, time };
}

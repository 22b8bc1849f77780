import type { Event, Logged } from '../event.js';
import { instant } from '../instant.js';
import { readTopic } from './read-topic.js';
import type { Target } from './target.js';

/** The log of record, from its start. What was produced without a recorded time has its record's timestamp. */
export async function readLog(target: Target): Promise<Logged[]> {
  const records = await readTopic(target, 'disclosure.events.v1');
  return records.map(({ partition, offset, timestamp, value }) => {
    const event = JSON.parse(value ?? 'null') as Event;
    const recorded = instant(event.recordedtime ?? new Date(Number(timestamp)).toISOString());
    return { event, recorded, partition, offset };
  });
}

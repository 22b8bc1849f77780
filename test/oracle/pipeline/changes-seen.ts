import { readTopic } from './read-topic.js';
import { get, type Target } from './target.js';
import type { Change } from '../changes.js';

/** A change as a consumer sees it, wherever it reads. */
export interface Seen {
  readonly partition: number;
  readonly sequence: number;
  readonly id: string;
  readonly change: Change;
}
interface ChangeEvent {
  readonly id: string;
  readonly data: Change;
}

export async function changesOfFeed(target: Target): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let place = 'from=start'; ;) {
    const { body } = await get(target, `/v1/changes?${place}&limit=500`);
    const { items, next } = body as {
      items: { partition: number; sequence: number; change: ChangeEvent }[];
      next: string;
    };
    if (items.length === 0) return seen;
    seen.push(
      ...items.map(({ partition, sequence, change: { id, data } }) => ({ partition, sequence, id, change: data })),
    );
    place = `cursor=${encodeURIComponent(next)}`;
  }
}

export async function changesOfTopic(target: Target): Promise<Seen[]> {
  const records = await readTopic(target, 'disclosure.changes.v1');
  return records.map(({ partition, headers, value }) => {
    const { id, data } = JSON.parse(value ?? 'null') as ChangeEvent;
    return { partition, sequence: Number(headers['sequence']), id, change: data };
  });
}

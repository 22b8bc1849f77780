import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaClient } from '../client/kafka-client.js';
import { fetchOffsets } from '../read/fetch-offsets.js';

const SERVED_WITHIN_MS = 20_000;
const PAUSE_MS = 50;

/** A created topic is known to the controller first: its leaders answer for it a little later. */
export async function topicsServed(kafka: KafkaClient, topics: readonly string[]): Promise<void> {
  const until = Date.now() + SERVED_WITHIN_MS;
  for (const topic of topics) {
    for (;;) {
      try {
        const offsets = await fetchOffsets(kafka, topic);
        if (offsets.length > 0) break;
        if (Date.now() > until) throw new Error(`${topic} has no leaders`);
      } catch (error) {
        if (Date.now() > until) throw error;
      }
      await sleep(PAUSE_MS);
    }
  }
}

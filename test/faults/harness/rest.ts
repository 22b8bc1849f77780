import { topicNames } from '#contracts';
import { createKafka, fetchOffsets } from '#kafka';
import { directSql } from './direct-sql.js';
import type { Journal } from './journal.js';
import { holdsWithin } from './wait.js';

/** Where a pipeline keeps what it knows. */
export interface Stores {
  readonly brokers: readonly string[];
  readonly prefix: string;
  readonly databaseUrl: string;
}

const withinMs = 240_000;

/** Waits until there is nothing left to do; that this comes is a promise, too. */
export async function atRest(stores: Stores, journal: Journal, signal: AbortSignal): Promise<boolean> {
  let last = 'nothing is known';
  const took = await holdsWithin(
    async () => {
      last = await restless(stores).catch((error: unknown) => String(error));
      return last === '';
    },
    withinMs,
    signal,
  );
  journal.note('at rest', { ms: took, last });
  if (took === null && !signal.aborted) journal.violated('liveness', `not at rest after ${withinMs} ms: ${last}`);
  return took !== null;
}

/** What there is still to do; empty if nothing is. */
async function restless({ brokers, prefix, databaseUrl }: Stores): Promise<string> {
  const topics = topicNames(prefix);
  const kafka = createKafka({ brokers, clientId: 'faults', requestTimeout: 3_000 });
  try {
    const applied = await directSql<{ partition: number; next: string }>(
      databaseUrl,
      'SELECT partition, next FROM projection_offset',
    );
    const next = new Map(applied.map((row) => [row.partition, BigInt(row.next)]));
    for (const { partition, high } of await fetchOffsets(kafka, topics.events))
      if ((next.get(partition) ?? 0n) < high) return `${partition}@${next.get(partition) ?? 0n} of ${high} is applied`;
    const behind = await directSql<{ partition: number; what: string }>(databaseUrl, unpublished);
    for (const { partition, what } of behind) return `${what} of partition ${partition} are not published`;
    for (const topic of [topics.changes, topics.incidents, topics.deadLetters])
      for (const { partition, stable, high } of await fetchOffsets(kafka, topic))
        if (stable < high) return `${topic} ${partition} has an open transaction`;
    return '';
  } finally {
    await kafka.close();
  }
}

const unpublished = `
  SELECT h.partition, 'changes' AS what FROM change_head h LEFT JOIN notified n USING (partition)
   WHERE h.sequence > coalesce(n.sequence, 0)
  UNION ALL
  SELECT d.partition, 'dead letters' FROM dead_letter d LEFT JOIN notified n USING (partition)
   GROUP BY d.partition, n.dead_letter_offset HAVING max(d."offset") > coalesce(n.dead_letter_offset, -1)
  UNION ALL
  SELECT DISTINCT a.partition, 'states' FROM state_again a JOIN generation g ON g.state = 'served' AND a.generation <= g.number`;

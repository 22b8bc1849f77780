import { LRUCache } from 'lru-cache';
import type { IncidentState } from '#domain';

/**
 * How many events the states kept in memory may hold together; each takes about ten kilobytes, and the process twice that.
 * With four times as many a log that they hold whole is applied a quarter faster, and a longer one is not.
 */
const maxEvents = 5_000;

/**
 * States of incidents between batches. Whoever takes one owns it, and puts it back once what it did to it is committed:
 * a state that a failed batch has moved on is never seen again.
 */
export class StateCache {
  private readonly states = new LRUCache<string, IncidentState>({
    maxSize: maxEvents,
    // One that is larger than all of this is kept as well, beside others: to fold it anew for every batch would take longer than the batch.
    sizeCalculation: (state) => Math.min(maxEvents / 2, 1 + state.entries.size),
  });

  /** Of which generation the states are; they only rise. */
  private generation = 0;

  /** The state at exactly this version: another process may have moved the incident on. */
  take(generation: number, incident: string, version: number): IncidentState | undefined {
    if (generation > this.generation) this.enter(generation);
    if (generation < this.generation) return undefined;
    const state = this.states.get(incident);
    this.states.delete(incident);
    return state?.version === version ? state : undefined;
  }

  put(generation: number, state: IncidentState): void {
    if (generation === this.generation) this.states.set(state.id, state);
  }

  clear(): void {
    this.states.clear();
  }

  private enter(generation: number): void {
    this.clear();
    this.generation = generation;
  }
}

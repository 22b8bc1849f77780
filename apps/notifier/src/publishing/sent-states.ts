import { LRUCache } from 'lru-cache';

const INCIDENTS = 20_000;

/**
 * Which states the compacted topic has from this publisher, so that one that stands there is not sent again with every
 * batch of changes that lead up to it. Whoever takes over begins with none.
 */
export class SentStates {
  private generation: number | null = null;
  private readonly versions = new LRUCache<string, number>({ max: INCIDENTS });

  /** Whether what stands there is of this version or a later one. */
  has(generation: number, incident: string, version: number): boolean {
    return generation === this.generation && (this.versions.get(incident) ?? -1) >= version;
  }

  /** These are committed. Another generation may hold something else of the same version. */
  sent(generation: number, versions: ReadonlyMap<string, number>): void {
    if (generation !== this.generation) this.versions.clear();
    this.generation = generation;
    for (const [incident, version] of versions) this.versions.set(incident, version);
  }
}

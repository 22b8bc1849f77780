import { applied, type ToldChange } from '../changes.js';
import { Chance } from '../chance.js';
import { offsetOf, type Logged } from '../event.js';
import { instantsOf } from '../history.js';
import { incidentsIn } from '../world.js';
import type { Target } from './target.js';

/** What a row of an incident says of the event that touched it last. */
export interface Touch {
  readonly version: number;
  readonly recordedAt: string;
  readonly offset: string;
}
/** A family of incidents in a pipeline, and what the oracle knows of it. */
export interface Scene {
  readonly target: Target;
  readonly events: readonly Logged[];
  readonly incidents: readonly string[];
  readonly chance: Chance;
  readonly instants: readonly string[];
  /** `null` where the family spans partitions: in which order its events were applied is nowhere written. */
  readonly told: { readonly changes: readonly ToldChange[]; readonly touches: ReadonlyMap<string, Touch> } | null;
}

export function sceneOf(target: Target, events: readonly Logged[], seed: number): Scene {
  const incidents = [...new Set(events.flatMap(({ event }) => incidentsIn(event)))].sort();
  const inOrder = new Set(events.map(({ partition }) => partition)).size === 1;
  const base = { target, events, incidents, chance: new Chance(seed), instants: instantsOf(events, {}) };
  return { ...base, told: inOrder ? toldOf(events) : null };
}

function toldOf(events: readonly Logged[]): Scene['told'] {
  const changes: ToldChange[] = [];
  const touches = new Map<string, Touch>();
  for (const { logged, changes: some, touched } of applied(events)) {
    changes.push(...some);
    for (const incident of touched) {
      const version = (touches.get(incident)?.version ?? 0) + 1;
      touches.set(incident, { version, recordedAt: logged.recorded, offset: offsetOf(logged) });
    }
  }
  return { changes, touches };
}

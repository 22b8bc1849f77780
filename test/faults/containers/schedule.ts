import { Chance } from '../../oracle/chance.js';

export const stores = ['kafka', 'postgres'] as const;
export const services = ['ingest', 'projector', 'notifier', 'query'] as const;
export type ContainerName = (typeof stores)[number] | (typeof services)[number];

/**
 * `kill` is `docker kill`, which tells the engine not to start it again, so we do, after a while; `crash` ends the process
 * behind the engine's back, and its restart policy brings it back.
 */
export type ContainerFault =
  | { readonly kind: 'kill'; readonly container: ContainerName; readonly ms: number }
  | { readonly kind: 'crash'; readonly container: ContainerName };

export interface ContainerStep {
  readonly pauseMs: number;
  /** At once. */
  readonly faults: readonly ContainerFault[];
}

const weights = { kafka: 2, postgres: 2, projector: 5, notifier: 5, ingest: 3, query: 1 } as const;

/** Which containers are killed, when, and how, made up front: the same seed and minutes give the same. */
export function containerScheduleOf({ seed, minutes }: { seed: number; minutes: number }): ContainerStep[] {
  const chance = new Chance(seed);
  // As many as there may be time for, and more.
  return Array.from({ length: Math.ceil(minutes * 60) + 1 }, () => {
    const first = chance.weighted(weights);
    const second = chance.weighted(weights);
    const struck = chance.is(0.4) && first !== second ? [first, second] : [first];
    return { pauseMs: 500 + chance.below(4_000), faults: struck.map((container) => faultOf(container, chance)) };
  });
}

function faultOf(container: ContainerName, chance: Chance): ContainerFault {
  if (chance.is(0.5)) return { kind: 'crash', container };
  return { kind: 'kill', container, ms: 200 + chance.below(8_000) };
}

export const describeContainerFault = (fault: ContainerFault): string =>
  `${fault.kind} ${fault.container}${fault.kind === 'kill' ? ` ms=${fault.ms}` : ''}`;

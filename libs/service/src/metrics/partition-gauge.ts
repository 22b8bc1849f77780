import { Gauge, type Registry } from 'prom-client';
import { Waiting } from './waiting.js';

/** A gauge by partition. It is asked when somebody looks; a partition without a value, or given none, has no series. */
export function partitionGauge(
  registry: Registry,
  name: string,
  help: string,
  values: () => Iterable<readonly [partition: number, value: number | null]>,
): void {
  new Gauge({
    name,
    help,
    labelNames: ['partition'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [partition, value] of values()) if (value !== null) this.set({ partition }, value);
    },
  });
}

/** How far work has come in a partition, and where what there is ends; `null` where that is not known. */
export interface Progress {
  readonly partition: number;
  readonly done: bigint | null;
  readonly end: bigint | null;
}

/** For how long something waits, in seconds, as {@link Waiting} tells it from look to look. */
export function waitingGauge(registry: Registry, name: string, help: string, look: () => readonly Progress[]): void {
  const waiting = new Waiting();
  partitionGauge(registry, name, help, () => {
    const seen = look();
    waiting.keep(new Set(seen.map(({ partition }) => partition)));
    return seen.map(({ partition, done, end }) => [
      partition,
      done === null || end === null ? null : waiting.seconds(partition, done, end, Date.now()),
    ]);
  });
}

import { Gauge, type Registry } from 'prom-client';

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

import { collectDefaultMetrics, Registry } from 'prom-client';

/** A registry of its own: several services in one process (tests) do not share counts. */
export function serviceRegistry(service: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}

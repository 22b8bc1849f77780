import { readFileSync } from 'node:fs';
import type { Scope } from '#service';
import type { ServiceName } from '../support/index.js';

export interface Route {
  readonly service: ServiceName;
  readonly method: string;
  /** With something in place of its parameters. */
  readonly path: string;
  /** Any one of these is enough; `null` where nobody is asked. */
  readonly needs: readonly Scope[] | null;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Every route of every service: those that its API document has, and those that all have. */
export function everyRoute(): Route[] {
  const documented = (['ingest', 'query'] as const).flatMap((service) => {
    const { paths } = JSON.parse(readFileSync(`apps/${service}/openapi.json`, 'utf8')) as Document;
    return Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations)
        .filter((method) => ['get', 'post', 'put', 'delete', 'patch'].includes(method))
        .map((method) => route(service, method.toUpperCase(), path)),
    );
  });
  const ofAll = (['projector', 'notifier'] as const).flatMap((service) =>
    ['/health/live', '/health/ready', '/metrics'].map((path) => route(service, 'GET', path)),
  );
  return [...documented, ...ofAll];
}

function route(service: ServiceName, method: string, path: string): Route {
  return { service, method, path: path.replaceAll(/\{\w+\}/g, 'x'), needs: needed(service, method, path) };
}

/** As it was settled, and not as the code has it. */
function needed(service: ServiceName, method: string, path: string): Route['needs'] {
  if (/^\/(health\/|docs|openapi\.json)/.test(path)) return null;
  if (path === '/metrics' || path.startsWith('/v1/ops/')) return ['ops'];
  if (service === 'ingest' && method === 'POST') return ['events:write', 'records:write'];
  return ['read'];
}

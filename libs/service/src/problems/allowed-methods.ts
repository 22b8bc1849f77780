import type { RouteOptions } from 'fastify';

interface Route {
  readonly method: string;
  readonly segments: readonly string[];
}

/** Fastify answers 404 where only the method is wrong; this tells which methods a path has. */
export class AllowedMethods {
  private readonly routes: Route[] = [];

  add({ method, url }: Pick<RouteOptions, 'method' | 'url'>): void {
    for (const one of [method].flat()) this.routes.push({ method: one, segments: url.split('/') });
  }

  of(path: string): readonly string[] {
    const segments = path.split('/');
    const methods = this.routes.filter((route) => leadsTo(route.segments, segments)).map(({ method }) => method);
    return [...new Set(methods)].sort();
  }
}

function leadsTo(pattern: readonly string[], path: readonly string[]): boolean {
  if (pattern.at(-1) !== '*' && pattern.length !== path.length) return false;
  return pattern.every((part, at) => {
    if (part === '*') return true;
    const segment = path[at];
    return part.startsWith(':') ? segment !== undefined && segment !== '' : part === segment;
  });
}

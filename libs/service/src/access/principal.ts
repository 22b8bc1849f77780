import type { FastifyRequest } from 'fastify';
import { scopes, type Scope } from './scopes.js';

/** Who calls. */
export interface Principal {
  /** `null` where nobody is asked for it. */
  readonly name: string | null;
  readonly scopes: ReadonlySet<Scope>;
  /** By id, parties that they may speak for, and as which kind: `null` for any. Instead of the map, `null` for every party. */
  readonly publishers: ReadonlyMap<string, string | null> | null;
  /** CloudEvents types that they may send; `null` for every one. */
  readonly eventTypes: ReadonlySet<string> | null;
}

/** Whoever calls while `AUTH` is `none`. */
export const anybody: Principal = { name: null, scopes: new Set(scopes), publishers: null, eventTypes: null };

const callers = new WeakMap<FastifyRequest, Principal>();

export function noteCaller(request: FastifyRequest, principal: Principal): void {
  callers.set(request, principal);
}

/** @throws where nobody has been identified: the route needs no credentials, so nothing may depend on them. */
export function callerOf(request: FastifyRequest): Principal {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error(`nobody has been asked who they are: ${request.url}`);
  return caller;
}

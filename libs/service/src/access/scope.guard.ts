import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import type { Gate } from './gate.js';
import { callerOf } from './principal.js';
import { needOf, type Scope } from './scopes.js';

/** Lets through who was granted what the route needs; a route that says nothing of it lets nobody through. */
export class ScopeGuard implements CanActivate {
  constructor(private readonly gate: Gate) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const needed = needOf(context.getClass(), context.getHandler());
    if (needed === 'anybody') return true;
    mustHave(this.gate, context.switchToHttp().getRequest<FastifyRequest>(), needed);
    return true;
  }
}

/** @throws Problem `forbidden`, of which the audit is told. */
export function mustHave(gate: Gate, request: FastifyRequest, needed: readonly Scope[] | undefined): void {
  const { name, scopes } = callerOf(request);
  if (needed?.some((scope) => scopes.has(scope)) === true) return;
  const route = request.routeOptions.url ?? request.url;
  const what = `${request.method} ${route}`;
  const scope = needed?.join(' or ') ?? 'that nobody is granted';
  void gate.note({ principal: name, action: what, outcome: 'denied', detail: { needs: scope } });
  throw new Problem('forbidden', { detail: `${what} needs the scope ${scope}` });
}

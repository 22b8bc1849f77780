import { AsyncLocalStorage } from 'node:async_hooks';
import type { FastifyRequest } from 'fastify';
import { traceId } from './trace-id.js';

type Bindings = Readonly<Record<string, string>>;

/** Only for what is logged: nothing else may depend on whose request it is without being told. */
const current = new AsyncLocalStorage<FastifyRequest>();

export function withinRequest(request: FastifyRequest, run: () => void): void {
  current.run(request, run);
}

export function currentBindings(): Bindings {
  const request = current.getStore();
  return request === undefined ? {} : requestBindings(request);
}

/** What ties the lines of one request together. No headers and no bodies: they may hold anything. */
export function requestBindings(request: FastifyRequest): Bindings {
  const trace = traceId(request.headers.traceparent);
  return trace === undefined ? { requestId: request.id } : { requestId: request.id, traceId: trace };
}

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { withinRequest } from '../logging/request-context.js';
import type { AnsweredRequest } from '../metrics/request-metrics.js';
import { Problem } from '../problems/problem.js';
import type { OpenRequests } from './open-requests.js';
import type { Shutdown } from './shutdown.js';

export interface RequestWatch {
  readonly shutdown: Shutdown;
  readonly openRequests: OpenRequests;
  readonly answered: (request: FastifyRequest, answered: AnsweredRequest) => void;
}

export function watchRequests(fastify: FastifyInstance, watch: RequestWatch): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    watch.openRequests.add(request, reply);
    // `close` comes once for every answer, also for one that the client did not wait for.
    reply.raw.once('close', () => {
      watch.openRequests.delete(reply);
      watch.answered(request, summary(request, reply));
    });
    if (!watch.shutdown.begun || request.routeOptions.url === '/health/ready') done();
    else done(new Problem('unavailable', { detail: 'This instance is shutting down' }));
  });
  // Not earlier: what reads a body calls back outside the context in which it began.
  fastify.addHook('preValidation', (request, _reply, done) => {
    withinRequest(request, done);
  });
}

function summary(request: FastifyRequest, reply: FastifyReply): AnsweredRequest {
  return {
    method: request.method,
    route: request.routeOptions.url ?? 'unmatched',
    status: reply.raw.writableFinished ? String(reply.raw.statusCode) : 'aborted',
    seconds: reply.elapsedTime / 1_000,
  };
}

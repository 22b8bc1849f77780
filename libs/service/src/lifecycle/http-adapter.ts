import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { AllowedMethods } from '../problems/allowed-methods.js';
import { answer } from '../problems/answer.js';
import { answerClientError } from '../problems/client-error.js';
import { toProblem } from '../problems/to-problem.js';

/** Two ids of 200 characters joined by a slash, percent-encoded at worst. */
const LONGEST_PATH_PARAMETER = 1_300;

const HEADERS_MS = 15_000;
const LOOKED_FOR_MS = 5_000;
const SILENT_MS = 120_000;
const UNFINISHED_MS = 15_000;

export interface HttpAdapterOptions {
  readonly bodyLimit: number;
  readonly allowedMethods: AllowedMethods;
  readonly mostConnections: number;
}

export function httpAdapter({ bodyLimit, allowedMethods, mostConnections }: HttpAdapterOptions): FastifyAdapter {
  const adapter = new FastifyAdapter({
    bodyLimit,
    trustProxy: false,
    // Longer than the 60 s after which usual load balancers let go: they must be the first.
    keepAliveTimeout: 65_000,
    // On which nothing comes or goes: a body may take as long as it likes, but not stop.
    connectionTimeout: SILENT_MS,
    http: { headersTimeout: HEADERS_MS, connectionsCheckingInterval: LOOKED_FOR_MS },
    forceCloseConnections: 'idle',
    // Our own hook answers, as a problem, and lets readiness speak.
    return503OnClosing: false,
    routerOptions: { maxParamLength: LONGEST_PATH_PARAMETER },
    clientErrorHandler: answerClientError,
    // What the router refuses reaches neither hooks nor filters.
    frameworkErrors: (error: FastifyError, _request: FastifyRequest, reply: FastifyReply) => {
      answer(reply, toProblem(error));
    },
    genReqId: requestIds(),
  });
  const fastify = adapter.getInstance();
  fastify.addHook('onRoute', (route) => {
    allowedMethods.add(route);
  });
  fastify.removeContentTypeParser('text/plain');
  fastify.server.maxConnections = mostConnections;
  fastify.addHook('onResponse', (request, _reply, done) => {
    endUnfinished(request.raw);
    done();
  });
  return adapter;
}

/** Who is answered before the body is there (who may not call, what is too large) may send the rest of it for a while. */
function endUnfinished(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  const late = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, UNFINISHED_MS).unref();
  request.once('close', () => clearTimeout(late));
}

function requestIds(): () => string {
  const process = randomBytes(4).toString('hex');
  let count = 0;
  return () => `${process}-${(count += 1).toString(36)}`;
}

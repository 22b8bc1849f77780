import type { FastifyInstance, FastifyRequest } from 'fastify';
import { LARGEST_EVENT } from '../core/ingest.js';
import { mustHave, Problem, type Gate, type Scope } from '#service';
import { collect } from './collect.js';
import type { EventBody } from './event-body.js';

/** Of one route or another; the controller says so as well. */
export const mayWrite: readonly Scope[] = ['events:write', 'records:write'];

const LARGEST_BATCH_BYTES = 16 * 1024 * 1024;

const accepted = ['application/cloudevents+json', 'application/cloudevents-batch+json', 'application/x-ndjson'];

type Done = (error: Error | null, body?: EventBody) => void;

/** Any other content type is answered 415. */
export function acceptEvents(fastify: FastifyInstance, gate: Gate): void {
  // Nothing is kept of a body before it is known that its sender may send any.
  fastify.addHook('preParsing', (request, _reply, _payload, done) => {
    if (request.method === 'POST' && request.routeOptions.url?.startsWith('/v1/events') === true)
      mustHave(gate, request, mayWrite);
    done();
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/cloudevents+json', whole('one', LARGEST_EVENT));
  fastify.addContentTypeParser('application/cloudevents-batch+json', whole('batch', LARGEST_BATCH_BYTES));
  fastify.addContentTypeParser('*', (_request, _stream, done: Done) => {
    done(
      new Problem('unsupported-media-type', {
        detail: `Send ${accepted.join(', ')}`,
        headers: { accept: accepted.join(', ') },
      }),
    );
  });
  fastify.addContentTypeParser('application/x-ndjson', (request, stream, done: Done) => {
    if (isPlain(request, done)) done(null, { form: 'lines', stream });
  });
}

function whole(form: 'one' | 'batch', limit: number) {
  return (request: FastifyRequest, stream: FastifyRequest['raw'], done: Done): void => {
    if (!isPlain(request, done)) return;
    collect(stream, limit, (error, bytes) => {
      if (error === null) done(null, { form, bytes });
      else done(error);
    });
  };
}

function isPlain({ headers }: FastifyRequest, done: Done): boolean {
  const coding = headers['content-encoding'];
  if (coding === undefined || coding === 'identity') return true;
  done(
    new Problem('unsupported-media-type', {
      detail: 'No content coding is supported',
      headers: { 'accept-encoding': 'identity' },
    }),
  );
  return false;
}

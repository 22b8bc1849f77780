import type { FastifyInstance } from 'fastify';

export const editedType = 'application/cloudevents+json';
// As ingest takes it.
const largestEvent = 512 * 1024;

/** An event that stands in for a dead letter, as bytes: what is recorded is what was sent. */
export function acceptEdited(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(editedType, { parseAs: 'buffer', bodyLimit: largestEvent }, (_request, body, done) => {
    done(null, body);
  });
}

import fastify from 'fastify';
import { parseInstant, type DisclosureEvent, type Instant } from '#contracts';
import { checkEvent } from '#domain';
import { rules } from '../domain.js';

const app = fastify();
const now = (): Instant => parseInstant(new Date().toISOString()) ?? '';

app.addContentTypeParser('application/cloudevents+json', { parseAs: 'buffer' }, (_request, bytes, done) => {
  done(null, JSON.parse(String(bytes)));
});

/** What ingest is measured beside: the same validation and an answer of the same shape, and nothing is kept. */
app.post('/v1/events', async ({ body }, reply) => {
  const { kind } = checkEvent(body, now(), rules.vocabulary);
  const { source, id } = body as DisclosureEvent;
  return reply
    .code(kind === 'valid' ? 201 : 422)
    .send({ results: [{ source, id, status: kind === 'valid' ? 'recorded' : 'rejected', offset: '0@0' }] });
});

process.send?.({ url: await app.listen({ port: 0, host: '127.0.0.1' }) });

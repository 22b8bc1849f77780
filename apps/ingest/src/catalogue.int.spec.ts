import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { changes, events } from '#contracts';
import { anIngest, type RunningIngest } from './testing/an-ingest.js';
import { types } from './testing/answer.js';
import { published } from './testing/events.js';

let folder: string;
let ingest: RunningIngest;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ingest-spec-'));
  const file = join(folder, 'vocabulary.json');
  await writeFile(file, JSON.stringify({ version: 2, facts: { 'impact.shops': { type: 'count' } } }));
  ingest = await anIngest({ env: { VOCABULARY_FILE: file } });
});
afterAll(async () => {
  await ingest.stop();
  await rm(folder, { recursive: true });
});

interface Item {
  readonly type: string;
  readonly topic: string;
  readonly href: string;
}

describe('schemas', () => {
  it('are listed, each with where it is', async () => {
    const { items } = (await ingest.get('/v1/schemas')).json() as unknown as { items: Item[] };
    expect(items.map(({ type }) => type)).toEqual([...events, ...changes].map(({ type }) => type));
    expect(new Set(items.map(({ href }) => href)).size).toBe(items.length);
    for (const { type, topic, href } of items) {
      const answer = await ingest.get(href);
      expect(answer.headers.get('content-type')).toMatch('application/schema+json');
      expect(answer.json()).toMatchObject({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: href,
        title: type,
      });
      const own = await ingest.get(`/v1/schemas/${type}?topic=${topic}`);
      expect(own.json()).toEqual(answer.json());
    }
  });

  it('of an event and a change of one type are told apart', async () => {
    const type = 'disclosure.statement.published.v1';
    const [event, change] = [
      await ingest.get(`/v1/schemas/${type}`),
      await ingest.get(`/v1/schemas/${type}?topic=changes`),
    ];
    expect(event.text).toContain('"publisher"');
    expect(change.text).toContain('"claimsDropped"');
  });

  it('that are not there, and topics that are none, are told', async () => {
    expect((await ingest.get('/v1/schemas/disclosure.alien.landed.v1')).status).toBe(404);
    expect((await ingest.get('/v1/schemas/disclosure.fact.changed.v1?topic=events')).status).toBe(404);
    const wrong = await ingest.get('/v1/schemas/disclosure.fact.changed.v1?topic=neither');
    expect([wrong.status, wrong.json()]).toMatchObject([400, { errors: [{ parameter: 'topic' }] }]);
  });
});

describe('the vocabulary', () => {
  it('is the built-in one and what a file adds', async () => {
    const answer = await ingest.get('/v1/vocabulary');
    expect(answer.json()).toMatchObject({
      version: 2,
      facts: { 'timeline.began': { type: 'date' }, 'impact.shops': { type: 'count' } },
    });
    const event = JSON.stringify(published('shops', { fact: 'impact.shops', value: 7 }));
    expect((await ingest.post(event, types.one, '/v1/events/validate')).status).toBe(200);
  });

  it('that cannot be used is told at start', async () => {
    const file = join(folder, 'wrong.json');
    await writeFile(file, JSON.stringify({ version: 2, facts: { 'timeline.began': { type: 'count' } } }));
    const starting = anIngest({ env: { VOCABULARY_FILE: file } });
    await expect(starting).rejects.toThrow(`VOCABULARY_FILE ${file} cannot be used: facts.timeline.began is built in`);
  });
});

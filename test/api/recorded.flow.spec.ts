import { readFileSync } from 'node:fs';
import { startPipeline, type Pipeline } from '../support/index.js';
import { recordedFile } from './documents.js';
import { comparable } from './comparable.js';
import { record } from './record.js';
import { checkedIn } from './up-to-date.js';

let pipeline: Pipeline;
beforeAll(async () => {
  pipeline = await startPipeline();
});
afterAll(() => pipeline.end());

describe('the examples of the documents', () => {
  it('are what the services answer and the topics hold: npm run api', async () => {
    const { made, there } = checkedIn(recordedFile, await record(pipeline));
    expect(comparable(JSON.parse(made))).toEqual(comparable(JSON.parse(there)));
  });
});

describe.each(['ingest', 'query'] as const)('%s', (name) => {
  it('serves its document as it is checked in', async () => {
    const response = await fetch(`${pipeline.url(name)}/openapi.json`);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await response.text()).toBe(readFileSync(`apps/${name}/openapi.json`, 'utf8'));
  });

  it('has a page for it, all parts of which are its own', async () => {
    const page = await fetch(`${pipeline.url(name)}/docs`);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; /);
    const parts = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, part = '']) => part);
    expect(parts).toEqual(['data:,', 'docs/swagger-ui.css', 'docs/swagger-ui-bundle.js', 'docs/start.js']);
    for (const part of parts.slice(1)) {
      const answer = await fetch(`${pipeline.url(name)}/${part}`);
      expect(answer.status).toBe(200);
      expect((await answer.text()).length).toBeGreaterThan(100);
    }
    expect((await fetch(`${pipeline.url(name)}/docs/package.json`)).status).toBe(404);
  });
});

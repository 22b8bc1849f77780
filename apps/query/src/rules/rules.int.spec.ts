import type { Page } from '#contracts';
import type { Policy, Vocabulary } from '#domain';
import { runningQuery, type RunningQuery } from '../testing/running-query.js';

let query: RunningQuery;
beforeAll(async () => {
  query = await runningQuery();
});
afterAll(() => query.end());

describe('what is in force', () => {
  it('is told', async () => {
    const vocabulary = await query.get<Vocabulary>('/v1/vocabulary');
    expect([vocabulary.status, vocabulary.body.facts['timeline.began']]).toEqual([200, { type: 'date' }]);
    const policies = await query.get<Page<Policy>>('/v1/policies');
    expect(policies.body).toMatchObject({ items: [{ name: 'default', ranks: { authority: 60 } }], next: null });
  });
});

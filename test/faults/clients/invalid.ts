import type { Chance } from '../../oracle/chance.js';

/** An event that ingest must refuse, under an id that nothing else has: it must never be found in the log. */
export function invalidEvent(chance: Chance, subject: string, id: string): Record<string, unknown> {
  const event = {
    specversion: '1.0',
    source: '/invalid',
    id,
    type: 'disclosure.statement.retracted.v1',
    subject,
    time: '2021-07-01T00:00:00Z',
    data: { statement: 's1' },
  };
  return chance.of<Record<string, unknown>>([
    { ...event, data: { statement: 's1', surplus: 1 } },
    { ...event, data: {} },
    { ...event, type: 'disclosure.statement.forgotten.v1' },
    { ...event, time: 'yesterday' },
    { ...event, subject: 'Not An Id' },
    { ...event, time: '2199-01-01T00:00:00Z' },
    { ...event, type: 'disclosure.fact.ruled.v1', data: { fact: 'no.such', prefer: null, reason: 'r' } },
  ]);
}

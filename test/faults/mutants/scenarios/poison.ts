import type { Client } from '../client.js';

/** What cannot be applied, among what can. */
export async function poison(client: Client, key: string): Promise<void> {
  const event = { specversion: '1.0', source: '/poison', subject: key, time: '2021-07-01T00:00:00Z' };
  await client.append(key, [
    '{"not": "JSON"',
    null,
    JSON.stringify({ ...event, id: 'u', type: 'disclosure.statement.forgotten.v1', data: {} }),
    JSON.stringify({ ...event, id: 'i', type: 'disclosure.statement.retracted.v1', data: { surplus: true } }),
  ]);
}

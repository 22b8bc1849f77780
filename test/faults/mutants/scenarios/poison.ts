import type { Client } from '../client.js';

let told = 0;

/** What cannot be applied, beside what can. */
export async function poison(client: Client, key: string): Promise<void> {
  const event = { specversion: '1.0', source: '/poison', subject: key, time: '2021-07-01T00:00:00Z' };
  const json = (more: object) => Buffer.from(JSON.stringify({ ...event, id: `poison-${told}`, ...more }));
  const some = [
    { reason: 'undecodable', value: null },
    { reason: 'undecodable', value: Buffer.from('{"not": "JSON"') },
    { reason: 'unknown-type', value: json({ type: 'disclosure.statement.forgotten.v1', data: {} }) },
    { reason: 'invalid', value: json({ type: 'disclosure.statement.retracted.v1', data: { surplus: true } }) },
  ] as const;
  for (const one of some) await client.poison(key, `poison-${(told += 1)}`, one);
}

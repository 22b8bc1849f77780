import type { Chance } from '../../oracle/chance.js';

export interface Poison {
  readonly reason: 'undecodable' | 'invalid' | 'unknown-type';
  readonly value: Buffer | null;
}

/** What cannot come through ingest, as anybody may produce it straight to the log. */
export function poisonRecord(chance: Chance, subject: string, mark: string): Poison {
  const event = {
    specversion: '1.0',
    source: '/poison',
    id: mark,
    type: 'disclosure.statement.retracted.v1',
    subject,
    time: '2021-07-01T00:00:00Z',
    data: { statement: 's1' },
  };
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  return chance.of<Poison>([
    { reason: 'undecodable', value: Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), Buffer.from(mark)]) },
    { reason: 'undecodable', value: Buffer.from(`{"id":"${mark}"`) },
    { reason: 'undecodable', value: null },
    { reason: 'invalid', value: json({ ...event, data: { statement: 's1', surplus: mark } }) },
    { reason: 'invalid', value: json([mark]) },
    { reason: 'invalid', value: json({ ...event, time: 'yesterday' }) },
    { reason: 'unknown-type', value: json({ ...event, type: 'disclosure.statement.forgotten.v1' }) },
  ]);
}

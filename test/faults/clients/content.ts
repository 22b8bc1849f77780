import { createHash } from 'node:crypto';
import { canonical } from '../../oracle/order.js';

/** What an event says, whoever stamps it: everything but `recordedtime` and `principal`, which ingest may add. */
export function contentHash(event: object): string {
  const said = Object.fromEntries(
    Object.entries(event).filter(([name]) => name !== 'recordedtime' && name !== 'principal'),
  );
  return createHash('sha256').update(canonical(said)).digest('hex').slice(0, 24);
}

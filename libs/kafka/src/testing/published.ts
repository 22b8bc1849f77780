import type { PublishBatch, PublishMessage } from '../publisher/publish-batch.js';

/** Changes `from` to `to`, with the state of one incident after them, as the notifier would hand them over. */
export function changes(from: number, to: number, padding = ''): PublishBatch {
  const rows: PublishMessage[] = [];
  for (let n = from; n <= to; n += 1) {
    rows.push({ key: `incident-${n % 5}`, value: `change ${n}${padding}`, headers: { sequence: String(n) } });
  }
  return { changes: rows, incidents: [{ key: 'incident-0', value: `state after ${to}` }], deadLetters: [] };
}

export function deadLetters(...offsets: readonly number[]): PublishBatch {
  const messages = offsets.map((offset) => ({
    key: null,
    value: Buffer.from(`original ${offset}`),
    headers: { 'dlq-offset': String(offset), 'dlq-reason': 'undecodable' },
  }));
  return { changes: [], incidents: [], deadLetters: messages };
}

import { contentHash } from '../../clients/content.js';
import type { HistoryLine, SentEvent, ToldResult } from '../../clients/history.js';
import { markHeader } from '../../clients/poison-producer.js';
import { LogIndex } from '../log-index.js';

export const subject = 'acme-2021';

export function anEvent(id: string, title = id) {
  return {
    specversion: '1.0',
    source: '/desk',
    id,
    type: 'disclosure.incident.described.v1',
    subject,
    time: '2021-07-01T00:00:00Z',
    recordedtime: '2021-07-02T00:00:00Z',
    data: { title },
  };
}

export type Written = ReturnType<typeof anEvent> | { readonly mark: string };

/** A log of one partition, 0, that holds these from offset 0 on. */
export function aLog(records: readonly Written[]): LogIndex {
  const log = new LogIndex();
  for (const [i, record] of records.entries()) {
    const poison = 'mark' in record;
    log.add(0, {
      offset: String(i),
      timestamp: '1625200000000',
      value: poison ? Buffer.from([0xff]) : Buffer.from(JSON.stringify(record)),
      headers: poison ? { [markHeader]: record.mark } : {},
    });
  }
  log.settle();
  return log;
}

export function sentEvent(event: ReturnType<typeof anEvent>, valid = true): SentEvent {
  const { source, id, recordedtime } = event;
  return { subject, source, id, hash: contentHash(event), recordedtime, valid };
}

export const sent = (request: number, ...events: readonly SentEvent[]): HistoryLine => {
  return { kind: 'sent', request, at: 0, form: 'batch', events };
};
export const answered = (request: number, status: number, ...results: readonly (ToldResult | null)[]): HistoryLine => {
  return { kind: 'answered', request, at: 1, status, results, offsets: [] };
};
export const recorded = (offset: string | null): ToldResult => ({ status: 'recorded', offset });
export const rejected: ToldResult = { status: 'rejected', offset: null };

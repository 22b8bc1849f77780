import type { AppendRecord } from '#kafka';
import type { Entry } from '../core/ingest.js';

/** CloudEvents' Kafka binding, structured mode; the attributes again as headers, to filter by without parsing. */
export function toRecord({ event, text }: Entry, traceparent: string | undefined): AppendRecord {
  return {
    key: event.subject,
    value: text,
    headers: {
      'content-type': 'application/cloudevents+json',
      ce_id: event.id,
      ce_source: event.source,
      ce_type: event.type,
      ce_subject: event.subject,
      ...(traceparent === undefined ? {} : { traceparent }),
    },
  };
}

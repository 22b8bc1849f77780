import type { AppendRecord } from '#kafka';
import { traceId } from '#service';
import type { Entry } from '../core/ingest.js';

/** CloudEvents' Kafka binding, structured mode; the attributes again as headers, to filter by without parsing. */
export function toRecord({ event, text }: Entry, traceparent: string | undefined): AppendRecord {
  const trace = traceparent ?? ownTrace(event);
  return {
    key: event.subject,
    value: text,
    headers: {
      'content-type': 'application/cloudevents+json',
      ce_id: event.id,
      ce_source: event.source,
      ce_type: event.type,
      ce_subject: event.subject,
      ...(trace === undefined ? {} : { traceparent: trace }),
    },
  };
}

/** The distributed tracing extension: the trace in which the sender made the event. */
function ownTrace(event: object): string | undefined {
  if (!('traceparent' in event) || typeof event.traceparent !== 'string') return undefined;
  return traceId(event.traceparent) === undefined ? undefined : event.traceparent;
}

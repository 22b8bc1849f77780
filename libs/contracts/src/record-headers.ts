import { Type } from 'typebox';
import { changeKinds } from './changes/catalogue.js';
import { Id } from './primitives.js';

const cloudEvent = {
  'content-type': Type.Literal('application/cloudevents+json'),
  ce_id: Type.String(),
  ce_source: Type.String(),
  ce_type: Type.String(),
  ce_subject: Id,
  traceparent: Type.Optional(Type.String({ description: 'W3C Trace Context' })),
};

/** Repeats the event's context, so that a consumer can filter without parsing. A producer may leave them out. */
export const EventHeaders = Type.Partial(Type.Object(cloudEvent));

export const ChangeHeaders = Type.Object({
  ...cloudEvent,
  kind: Type.Unsafe<string>({ enum: changeKinds }),
  fact: Type.Optional(Id),
  offset: Type.String({ pattern: '^\\d+@\\d+$', description: 'of its cause in disclosure.events.v1' }),
  sequence: Type.String({ pattern: '^[1-9]\\d*$', description: '1, 2, 3 … per partition, without a gap' }),
});

export const IncidentStateHeaders = Type.Object(cloudEvent);

const reasons = ['undecodable', 'invalid', 'unknown-type', 'id-reused', 'apply-failed'];

/** Beside the headers as they came. */
export const DeadLetterHeaders = Type.Object({
  'dlq-reason': Type.Unsafe<string>({ enum: reasons }),
  'dlq-detail': Type.String(),
  'dlq-topic': Type.String(),
  'dlq-partition': Type.String({ pattern: '^\\d+$' }),
  'dlq-offset': Type.String({ pattern: '^\\d+$' }),
});

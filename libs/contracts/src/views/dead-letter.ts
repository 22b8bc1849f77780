import { Type, type Static } from 'typebox';
import { closed, InstantText } from '../primitives.js';
import { Nullable } from './nullable.js';

export const deadReasons = ['undecodable', 'invalid', 'unknown-type', 'id-reused', 'apply-failed'] as const;
export type DeadReason = (typeof deadReasons)[number];

const Offset = Type.String({ pattern: '^\\d+@\\d+$' });

/**
 * A record of the log that could not be applied. `value` is its bytes in base64; `key` and `headers` are told as text, a
 * header that comes several times as a list. `redriven` is where it was sent again.
 */
export const DeadLetterView = Type.Object(
  {
    offset: Offset,
    reason: Type.Unsafe<DeadReason>({ type: 'string', enum: [...deadReasons] }),
    detail: Type.String(),
    key: Nullable(Type.String()),
    headers: Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
    value: Nullable(Type.String({ contentEncoding: 'base64' })),
    at: InstantText,
    redriven: Nullable(Offset),
  },
  closed,
);
export type DeadLetterView = Static<typeof DeadLetterView>;

import { Type, type Static } from 'typebox';
import { closed, InstantText } from '../primitives.js';
import { Nullable } from './nullable.js';
import { EventProblem } from './verdict.js';

export const deadReasons = ['undecodable', 'invalid', 'unknown-type', 'id-reused', 'apply-failed'] as const;
export type DeadReason = (typeof deadReasons)[number];

const Offset = Type.String({ pattern: '^\\d+@\\d+$' });
const Reason = Type.Unsafe<DeadReason>({ type: 'string', enum: [...deadReasons] });

/**
 * A record of the log that could not be applied. `value` is its bytes in base64, `event` what they say where that is a JSON
 * object; `key` and `headers` are told as text, a header that comes several times as a list. `redriven` is where it was
 * sent again.
 */
export const DeadLetterView = Type.Object(
  {
    offset: Offset,
    reason: Reason,
    detail: Type.String(),
    key: Nullable(Type.String()),
    headers: Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
    value: Nullable(Type.String({ contentEncoding: 'base64' })),
    event: Nullable(Type.Record(Type.String(), Type.Unknown())),
    at: InstantText,
    redriven: Nullable(Offset),
  },
  closed,
);
export type DeadLetterView = Static<typeof DeadLetterView>;

/**
 * What became of a dead letter that was to be sent again: `sent` to `redriven`; `sendable`, as a dry run found; or
 * `refused`, which it would be again.
 */
export const Redriven = Type.Object(
  {
    offset: Offset,
    reason: Reason,
    status: Type.Unsafe<'sent' | 'sendable' | 'refused'>({ type: 'string', enum: ['sent', 'sendable', 'refused'] }),
    redriven: Nullable(Offset),
    problem: Nullable(EventProblem),
  },
  closed,
);
export type Redriven = Static<typeof Redriven>;

/** One step of it. `matching` counts by reason what is left from here on; only a dry run counts. */
export const RedrivenPage = Type.Object(
  {
    dryRun: Type.Boolean(),
    matching: Nullable(Type.Record(Type.String(), Type.Integer({ minimum: 0 }))),
    items: Type.Array(Redriven),
    next: Nullable(Type.String()),
  },
  closed,
);
export type RedrivenPage = Static<typeof RedrivenPage>;

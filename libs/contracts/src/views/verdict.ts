import { Type, type Static } from 'typebox';
import { closed } from '../primitives.js';
import type { ValidationError } from '../validate.js';
import { Nullable } from './nullable.js';

const count = Type.Integer({ minimum: 0 });
const offset = Type.String({ pattern: '^\\d+@\\d+$' });

const fault = Type.Object({ pointer: Type.String(), message: Type.String() }, closed);

/** Why one event was not recorded: a problem of the catalogue, without a status, as the request is not what is wrong. */
export const EventProblem = Type.Object(
  {
    type: Type.String({ pattern: '^/problems/' }),
    title: Type.String(),
    detail: Type.Optional(Type.String()),
    errors: Type.Optional(Type.Unsafe<readonly ValidationError[]>(Type.Array(fault))),
  },
  closed,
);
export type EventProblem = Static<typeof EventProblem>;

const verdict = {
  source: Nullable(Type.String()),
  id: Nullable(Type.String()),
  status: Type.Unsafe<'recorded' | 'valid' | 'rejected' | 'failed'>({
    type: 'string',
    enum: ['recorded', 'valid', 'rejected', 'failed'],
  }),
  offset: Type.Optional(offset),
  problem: Type.Optional(EventProblem),
};

/** What became of one event sent; the offset of what is recorded, the problem of what is not. */
export const EventVerdict = Type.Object(verdict, closed);
export type EventVerdict = Static<typeof EventVerdict>;

/** In the order in which they were sent. */
export const EventVerdicts = Type.Object({ results: Type.Array(EventVerdict, { minItems: 1 }) }, closed);

/** A line of an NDJSON answer; `line` counts those of the request from 1. */
export const LineVerdict = Type.Object({ line: Type.Integer({ minimum: 1 }), ...verdict }, closed);

/** The last line of an NDJSON answer: without it, the answer was cut off. */
export const LinesRecorded = Type.Object(
  {
    lines: count,
    recorded: count,
    rejected: count,
    failed: count,
    stoppedAt: Nullable(count),
    offsets: Type.Array(offset),
  },
  closed,
);
export const LinesValidated = Type.Object(
  { lines: count, valid: count, rejected: count, stoppedAt: Nullable(count) },
  closed,
);

export const SchemaList = Type.Object(
  {
    items: Type.Array(
      Type.Object(
        {
          type: Type.String(),
          topic: Type.Unsafe<'events' | 'changes'>({ type: 'string', enum: ['events', 'changes'] }),
          href: Type.String({ format: 'uri-reference' }),
        },
        closed,
      ),
    ),
  },
  closed,
);

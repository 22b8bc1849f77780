import { Type } from 'typebox';
import { defineEvent } from '../envelope.js';
import { closed, Id, Text } from '../primitives.js';

/** Takes parts of a statement out of sight for good: `body`, `title`, `url`, `quotes`, or every claim on a fact. */
export const statementRedacted = defineEvent(
  'statement.redacted',
  1,
  Type.Object({ statement: Id, parts: Type.Array(Id, { minItems: 1 }), basis: Text, reason: Text }, closed),
);

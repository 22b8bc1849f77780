import { Type } from 'typebox';
import { defineEvent } from '../envelope.js';
import { closed, Id, Text } from '../primitives.js';

export const statementRetracted = defineEvent(
  'statement.retracted',
  1,
  Type.Object({ statement: Id, reason: Type.Optional(Text) }, closed),
);

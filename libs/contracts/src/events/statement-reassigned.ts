import { Type } from 'typebox';
import { defineEvent } from '../envelope.js';
import { closed, Id, Text } from '../primitives.js';

/** The statement is about another incident. */
export const statementReassigned = defineEvent(
  'statement.reassigned',
  1,
  Type.Object({ statement: Id, to: Id, reason: Text }, closed),
);

import { Type } from 'typebox';
import { Claim } from '../claim.js';
import { defineEvent } from '../envelope.js';
import { Party } from '../party.js';
import { closed, Id, Text } from '../primitives.js';

/** What a publication and a revision both carry, whole. */
export const statementContent = {
  statement: Id,
  publisher: Party,
  url: Type.Optional(Text),
  title: Type.Optional(Text),
  language: Type.Optional(Text),
  body: Type.Optional(Text),
  claims: Type.Array(Claim),
};

export const statementPublished = defineEvent('statement.published', 1, Type.Object(statementContent, closed));

import { Type } from 'typebox';
import { ClaimValueSchema, stances, type Stance } from '../claim.js';
import { defineEvent } from '../envelope.js';
import { closed, Id, Text } from '../primitives.js';

const Preference = Type.Union([
  Type.Object({ speaker: Id }, closed),
  Type.Object({ value: ClaimValueSchema }, closed),
  Type.Object({ stance: Type.Unsafe<Stance>({ type: 'string', enum: [...stances] }) }, closed),
  Type.Null(),
]);

/** A desk's choice for a contested fact: a speaker, a value, for flags a stance; `null` lifts it. */
export const factRuled = defineEvent(
  'fact.ruled',
  1,
  Type.Object({ fact: Id, item: Type.Optional(Id), prefer: Preference, reason: Text }, closed),
);

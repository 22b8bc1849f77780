import { Type, type Static } from 'typebox';
import { defineEvent } from '../envelope.js';
import { closed, Id, Text } from '../primitives.js';

export const Organisation = Type.Object(
  { id: Id, name: Type.String({ minLength: 1 }), role: Type.Optional(Id) },
  closed,
);
export type Organisation = Static<typeof Organisation>;

/** Each field given replaces the one before; `null` empties a title or summary. */
export const Description = Type.Object(
  {
    title: Type.Optional(Type.Union([Text, Type.Null()])),
    summary: Type.Optional(Type.Union([Text, Type.Null()])),
    organisations: Type.Optional(Type.Array(Organisation)),
    sectors: Type.Optional(Type.Array(Id)),
    countries: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }))),
    tags: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    references: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  },
  { ...closed, minProperties: 1 },
);
export type Description = Static<typeof Description>;

export const incidentDescribed = defineEvent('incident.described', 1, Description);

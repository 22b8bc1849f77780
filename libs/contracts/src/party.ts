import { Type, type Static } from 'typebox';
import { closed, Id, Text } from './primitives.js';

export const partyKinds = [
  'affected',
  'authority',
  'investigator',
  'media',
  'researcher',
  'threat-actor',
  'aggregator',
  'other',
] as const;

export type PartyKind = (typeof partyKinds)[number];

export const Party = Type.Object(
  {
    id: Id,
    kind: Type.Unsafe<PartyKind>({ type: 'string', enum: [...partyKinds] }),
    name: Type.String({ minLength: 1 }),
    url: Type.Optional(Text),
  },
  closed,
);
export type Party = Static<typeof Party>;

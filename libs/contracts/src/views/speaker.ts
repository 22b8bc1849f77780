import { Type, type Static } from 'typebox';
import { partyKinds, type PartyKind } from '../party.js';
import { closed, Id, InstantText } from '../primitives.js';
import { Nullable } from './nullable.js';

/** Who speaks: on how many incidents it holds how many positions. Kind and name are those it was last called by. */
export const SpeakerView = Type.Object(
  {
    id: Id,
    kind: Type.Unsafe<PartyKind>({ type: 'string', enum: [...partyKinds] }),
    name: Type.String(),
    incidents: Type.Integer({ minimum: 0 }),
    positions: Type.Integer({ minimum: 0 }),
  },
  closed,
);
export type SpeakerView = Static<typeof SpeakerView>;

/** An incident on which a speaker holds positions, and when it last said one of them. */
export const SpokenView = Type.Object(
  { incident: Id, positions: Type.Integer({ minimum: 1 }), saidAt: InstantText },
  closed,
);
export type SpokenView = Static<typeof SpokenView>;

/** A speaker, and a page of the incidents on which it holds positions, by id. */
export const SpeakerPage = Type.Object(
  { ...SpeakerView.properties, items: Type.Array(SpokenView), next: Nullable(Type.String()) },
  closed,
);
export type SpeakerPage = Static<typeof SpeakerPage>;

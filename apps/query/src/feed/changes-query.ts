import { changeKinds, type ChangeKind } from '#contracts';
import { optional, repeated } from '../http/parameter.js';
import { factPattern, limit, optionalId, parseFact } from '../http/parameters.js';

/** From where on, and which changes. */
export const feedQuery = {
  cursor: optional('must be a cursor that an answer of this service gave', (text) => text, {
    type: 'string',
    pattern: '^[A-Za-z0-9_-]+$',
  }),
  from: optional('must be start or now', (text) => (text === 'start' || text === 'now' ? text : undefined), {
    enum: ['start', 'now'],
  }),
  incident: optionalId,
  kind: repeated(`must be one of ${changeKinds.join(', ')}`, parseKind, { enum: changeKinds }),
  fact: optional('must be a fact, or a fact and [item]', parseFact, { type: 'string', pattern: factPattern }),
  organisation: optionalId,
  sector: optionalId,
  speaker: optionalId,
};

export const changesQuery = { ...feedQuery, limit };

function parseKind(text: string): ChangeKind | undefined {
  return changeKinds.find((kind) => kind === text);
}

import { changeKinds, idPattern, type ChangeKind } from '#contracts';
import type { FactKey } from '#domain';
import { optional, repeated } from '../http/parameter.js';
import { limit, optionalId, parseId } from '../http/parameters.js';

const inId = idPattern.slice(1, -1);
const factPattern = `^${inId}(\\[${inId}\\])?$`;

export const changesQuery = {
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
  limit,
};

function parseKind(text: string): ChangeKind | undefined {
  return changeKinds.find((kind) => kind === text);
}

/** `exposure.data`, of all its items, or `exposure.data[payment]`. */
export function parseFact(text: string): FactKey | undefined {
  const match = /^([^[\]]*)(?:\[([^[\]]*)\])?$/.exec(text);
  const [, fact = '', item] = match ?? [];
  if (parseId(fact) === undefined || (item !== undefined && parseId(item) === undefined)) return undefined;
  return { fact, item: item ?? null };
}

import { changeKinds, type ChangeKind } from '#contracts';
import type { FactKey } from '#domain';
import { optional, repeated } from '../http/parameter.js';
import { limit, optionalId, parseId } from '../http/parameters.js';

/** From where on, and which changes. */
export const feedQuery = {
  cursor: optional('must be a cursor that an answer of this service gave', (text) => text),
  from: optional('must be start or now', (text) => (text === 'start' || text === 'now' ? text : undefined)),
  incident: optionalId,
  kind: repeated(`must be one of ${changeKinds.join(', ')}`, parseKind),
  fact: optional('must be a fact, or a fact and [item]', parseFact),
  organisation: optionalId,
  sector: optionalId,
  speaker: optionalId,
};

export const changesQuery = { ...feedQuery, limit };

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

import type { Change, Claim, FactChange } from '#contracts';
import { viewOf, type FactView, type Incident } from '#domain';
import { log, replay, rules } from '../../../../test/support/replay.js';

const parties = {
  acme: { id: 'acme', kind: 'affected', name: 'Acme' },
  regulator: { id: 'regulator', kind: 'authority', name: 'The regulator' },
  paper: { id: 'paper', kind: 'media', name: 'A newspaper' },
  weekly: { id: 'weekly', kind: 'media', name: 'A weekly' },
  gang: { id: 'gang', kind: 'threat-actor', name: 'A gang' },
} as const;

export type PartyName = keyof typeof parties;
export const party = (name: PartyName) => parties[name];

let count = 0;
function event(type: string, at: string, data: object, recorded?: string): object {
  count += 1;
  const stamp = recorded ?? at;
  return {
    specversion: '1.0',
    id: `e${count}`,
    source: '/desk',
    type: `disclosure.${type}.v1`,
    subject: 'i',
    time: instant(at),
    recordedtime: instant(stamp),
    data,
  };
}

/** `10` is ten o'clock of a day in July, `10:30` half past. */
function instant(hour: string): string {
  return hour.includes('T') ? hour : `2021-07-01T${hour.padStart(2, '0')}${hour.includes(':') ? '' : ':00'}:00Z`;
}

type Claims = readonly Partial<Claim>[];

export const published = (at: string, statement: string, publisher: PartyName, claims: Claims, more: object = {}) =>
  event('statement.published', at, { statement, publisher: parties[publisher], claims, ...more });
export const revised = (at: string, statement: string, publisher: PartyName, claims: Claims, more: object = {}) =>
  event('statement.revised', at, { statement, publisher: parties[publisher], claims, revisionKind: 'update', ...more });
export const retracted = (at: string, statement: string) =>
  event('statement.retracted', at, { statement, reason: 'an error' });
export const described = (at: string, data: object) => event('incident.described', at, data);

export const began = (value: string, more: Partial<Claim> = {}): Partial<Claim> => ({
  fact: 'timeline.began',
  stance: 'affirmed',
  value,
  ...more,
});
export const people = (value: Claim['value'], more: Partial<Claim> = {}): Partial<Claim> => ({
  fact: 'exposure.people',
  stance: 'affirmed',
  ...(value !== undefined && { value }),
  ...more,
});
export const leaked = (stance: Claim['stance'], more: Partial<Claim> = {}): Partial<Claim> => ({
  fact: 'exposure.leaked',
  stance,
  ...more,
});

export interface Told {
  readonly incident: Incident;
  readonly changes: readonly Change[];
  fact(key: string): FactView | undefined;
  /** The changes of the last event, by kind. */
  readonly last: readonly Change[];
  lastOf(fact: string): FactChange | undefined;
}

/** What comes of events that arrive in this order. */
export function given(...events: object[]): Told {
  const entries = log(events);
  const { states, changes } = replay(entries);
  const state = states.get('i');
  if (state === undefined) throw new Error('nothing was told');
  const incident = viewOf(state, rules);
  const last = changes.filter(({ cause }) => cause.id === entries.at(-1)?.id);
  return {
    incident,
    changes,
    fact: (key) => incident.facts.find(({ fact }) => fact === key),
    last,
    lastOf: (key) => last.find((change): change is FactChange => 'fact' in change && change.fact === key),
  };
}

import type { Chance } from './chance.js';
import type { Claim, Content, Party, Value } from './event.js';
import { relate } from './relate.js';

/** What claims can be about. Few values of each, so that they meet. */
const values: Readonly<Record<string, readonly Value[]>> = {
  'timeline.began': [
    '2021-06-01',
    '2021-06-02',
    '2021-06',
    '2021',
    '2021-06-01/2021-06-20',
    '2021-06-01T10:00:00Z',
    '2021-06-01/2021-06-30',
  ],
  'timeline.detected': ['2021-06-01', '2021-06-02', '2021-06', '2020-12/2021-01', '2021-06-01T12:00:00.5+02:00'],
  'exposure.people': [
    0,
    1,
    3,
    4,
    { min: 2 },
    { max: 3 },
    { min: 3, max: 3, approximate: true },
    { min: 3, max: 3 },
    { min: 10, max: 20 },
    15,
  ],
  'exposure.records': [1, 2, { min: 1, max: 2 }, { max: 9007199254740991, approximate: true }],
  'response.investigation': ['none', 'underway', 'concluded'],
  'attack.entry': ['By mail', 'by  MAIL', 'through a supplier', 'Ｂy mail'],
  'impact.cost': [
    { amount: 1, currency: 'EUR' },
    { amount: 2, currency: 'EUR' },
    { amount: 1, currency: 'USD' },
    { currency: 'EUR', amount: 1.0 },
  ],
};
const types: Readonly<Record<string, string>> = {
  'timeline.began': 'date',
  'timeline.detected': 'date',
  'exposure.people': 'count',
  'exposure.records': 'count',
  'response.investigation': 'term',
  'attack.entry': 'text',
  'impact.cost': 'money',
};
const flags = [
  ['exposure.leaked'],
  ['exposure.data', 'payment'],
  ['exposure.data', 'health'],
  ['attack.actor', 'gang'],
];

export interface Subject {
  readonly fact: string;
  readonly item?: string;
}
export const subjects: readonly Subject[] = [
  ...Object.keys(values).map((fact) => ({ fact })),
  ...flags.map(([fact = '', item]) => ({ fact, ...(item !== undefined && { item }) })),
];

const parties: readonly Party[] = [
  { id: 'acme', kind: 'affected', name: 'Acme', url: 'https://acme.example' },
  { id: 'regulator', kind: 'authority', name: 'The regulator' },
  { id: 'paper', kind: 'media', name: 'A newspaper' },
  { id: 'radio', kind: 'media', name: 'A broadcaster' },
  { id: 'gang', kind: 'threat-actor', name: 'A gang' },
];
export const partyIds = parties.map(({ id }) => id);

export function randomValue(chance: Chance, fact: string): Value | null {
  const known = values[fact];
  return known === undefined ? null : chance.of(known);
}

/** Parties as one revision names them; now and then a party is held to be of another kind. */
function partiesOfRevision(chance: Chance): Party[] {
  return parties.map((party) => (chance.is(0.05) ? { ...party, kind: 'other' } : party));
}

function clashes(a: Claim, b: Claim, speakers: readonly [string, string]): boolean {
  if (a.fact !== b.fact || a.item !== b.item || speakers[0] !== speakers[1]) return false;
  const type = types[a.fact];
  if (type === undefined) return true;
  const denials = [a, b].filter(({ stance }) => stance === 'denied').length;
  if (denials === 0) return true;
  return a.value !== undefined && b.value !== undefined && relate(type, a.value, b.value) === 'same';
}

/** A valid content about some of these facts. */
export function randomContent(chance: Chance, about: readonly Subject[], saidAts: readonly string[]): Content {
  const known = partiesOfRevision(chance);
  const publisher = chance.of(known);
  const claims: Claim[] = [];
  const speakers: string[] = [];
  const named = new Set([publisher.id]);
  for (let i = chance.below(5); i > 0; i--) {
    const { fact, item } = chance.of(about);
    const stance = chance.weighted({ affirmed: 5, suspected: 3, denied: 4, undetermined: 1, undisclosed: 1 });
    const carries = stance !== 'undetermined' && stance !== 'undisclosed';
    const value = carries ? randomValue(chance, fact) : null;
    const speaker = chance.is(0.5) ? chance.of(known) : publisher;
    const byId = named.has(speaker.id) && chance.is(0.5);
    const claim: Claim = {
      fact,
      ...(item !== undefined && { item }),
      stance,
      ...(value !== null && { value }),
      ...((speaker !== publisher || chance.is(0.1)) && { speaker: byId ? speaker.id : speaker }),
      ...(saidAts.length > 0 && chance.is(0.2) && { saidAt: chance.of(saidAts) }),
      ...(chance.is(0.3) && { quote: chance.of(['so they said', 'more or less']) }),
    };
    if (claims.some((other, j) => clashes(claim, other, [speaker.id, speakers[j] ?? '']))) continue;
    claims.push(claim);
    speakers.push(speaker.id);
    named.add(speaker.id);
  }
  return {
    publisher,
    ...(chance.is(0.3) && { title: chance.of(['A title', 'Another']) }),
    ...(chance.is(0.2) && { url: 'https://paper.example/1' }),
    ...(chance.is(0.2) && { language: 'en' }),
    ...(chance.is(0.6) && { body: chance.of(['one', 'two', '']) }),
    claims,
  };
}

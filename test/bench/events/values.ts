import type { ClaimValue, Stance } from '#contracts';
import { carriesValue, defaultVocabulary, type FactDefinition } from '#domain';
import type { Numbers } from '../numbers.js';

/** Facts as often as reporting tells of them, over all of the vocabulary. */
const often: Readonly<Record<string, number>> = {
  'exposure.people': 24,
  'exposure.data': 12,
  'timeline.began': 14,
  'exposure.records': 8,
  'timeline.detected': 4,
  'attack.vector': 4,
  'response.status': 4,
};

const facts = Object.entries(defaultVocabulary.facts).flatMap(([fact, definition]) =>
  Array.from({ length: often[fact] ?? 2 }, () => ({ fact, definition })),
);

const ownItems: Readonly<Record<string, readonly string[]>> = {
  'attack.vector': ['phishing', 'vpn', 'supplier', 'stolen-credentials'],
  'attack.malware': ['ransomware', 'wiper', 'stealer'],
  'attack.actor': ['insider', 'crime-group', 'state-group'],
  'systems.affected': ['file-server', 'mail', 'erp', 'web-shop'],
  'response.measure': ['password-reset', 'shutdown', 'monitoring'],
};

const day = 86_400_000;
const firstDay = Date.UTC(2019, 0, 1);
const entries = ['a supplier', 'an unpatched server', 'a stolen password', 'a phishing mail', 'a lost laptop'];

export interface Said {
  readonly fact: string;
  readonly item?: string;
  readonly stance: Stance;
  readonly value?: ClaimValue;
}

/** What somebody says of an incident: most often what others say too, else something else. */
export function saying(random: Numbers, incident: number): Said {
  const { fact, definition } = facts[random.below(facts.length)] ?? { fact: '', definition: { type: 'flag' } };
  const stance = stanceOf(random.next());
  const items = definition.items?.length === 0 ? ownItems[fact] : definition.items;
  const item = items?.[Math.floor(random.next() ** 2 * items.length)];
  const told = { fact, ...(item !== undefined && { item }), stance };
  if (definition.type === 'flag' || !carriesValue(stance)) return told;
  return { ...told, value: valueOf(definition, random, incident) };
}

function stanceOf(chance: number): Stance {
  if (chance < 0.62) return 'affirmed';
  if (chance < 0.78) return 'suspected';
  if (chance < 0.86) return 'denied';
  return chance < 0.93 ? 'undetermined' : 'undisclosed';
}

function valueOf(definition: FactDefinition, random: Numbers, incident: number): ClaimValue {
  const version = random.below(4);
  switch (definition.type) {
    case 'date':
      return date(firstDay + (((incident * 37) % 2000) + version * 19) * day, random.next());
    case 'count':
      return count(1000 * (1 + ((incident * 7919) % 997)) * (1 + version), random.next());
    case 'money':
      return { amount: 10_000 * (1 + ((incident * 31) % 97) + version), currency: random.chance(0.8) ? 'USD' : 'EUR' };
    case 'term':
      return definition.terms?.[Math.min(version, definition.terms.length - 1)] ?? 'other';
    case 'text':
    case 'flag':
      return `through ${entries[(incident + version) % entries.length] ?? ''}`;
  }
}

function date(at: number, chance: number): string {
  const text = new Date(at).toISOString();
  if (chance < 0.6) return text.slice(0, 10);
  if (chance < 0.8) return text.slice(0, 7);
  return chance < 0.9 ? text.slice(0, 4) : `${text.slice(0, 10)}/${new Date(at + 9 * day).toISOString().slice(0, 10)}`;
}

function count(about: number, chance: number): ClaimValue {
  if (chance < 0.6) return about;
  if (chance < 0.75) return { min: about };
  return chance < 0.9 ? { min: about, max: about * 2 } : { min: about, max: about, approximate: true };
}

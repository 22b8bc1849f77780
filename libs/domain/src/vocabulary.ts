import { idPattern } from '#contracts';
import builtIn from './vocabulary.json' with { type: 'json' };

/** Says how two values of a fact compare. */
export type FactType = 'date' | 'count' | 'flag' | 'term' | 'text' | 'money';

export interface FactDefinition {
  readonly type: FactType;
  /** Present where a fact is told per item: the usual ones of an open list. */
  readonly items?: readonly string[];
  /** The closed list of a term; an open one where absent. */
  readonly terms?: readonly string[];
  readonly unit?: string;
}

export interface Vocabulary {
  readonly version: number;
  readonly facts: Readonly<Record<string, FactDefinition>>;
}

export const defaultVocabulary = builtIn as Vocabulary;

/** `undefined` for what is not in the vocabulary, whatever objects inherit by that name. */
export function definitionOf({ facts }: Vocabulary, fact: string): FactDefinition | undefined {
  return Object.hasOwn(facts, fact) ? facts[fact] : undefined;
}

const types: ReadonlySet<unknown> = new Set<FactType>(['date', 'count', 'flag', 'term', 'text', 'money']);
const id = new RegExp(idPattern);

/**
 * Adds a deployment's own facts to the built-in vocabulary.
 * @param addition what its file holds: `{ version, facts }`; it may add keys, and change none.
 * @throws RangeError that names the member that is wrong.
 */
export function extendVocabulary(addition: unknown): Vocabulary {
  if (!isRecord(addition) || !isRecord(addition['facts']))
    throw new RangeError('a vocabulary is { "version": …, "facts": { … } }');
  const added: Record<string, FactDefinition> = {};
  for (const [key, definition] of Object.entries(addition['facts'])) {
    if (!id.test(key)) throw new RangeError(`facts: ${JSON.stringify(key)} is no key (${idPattern})`);
    if (Object.hasOwn(defaultVocabulary.facts, key))
      throw new RangeError(`facts.${key} is built in and cannot be redefined`);
    if (!isRecord(definition) || !types.has(definition['type'])) {
      throw new RangeError(`facts.${key}.type must be one of ${[...types].join(', ')}`);
    }
    for (const member of ['items', 'terms']) {
      const list = definition[member];
      if (
        list !== undefined &&
        !(Array.isArray(list) && list.every((entry) => typeof entry === 'string' && id.test(entry)))
      ) {
        throw new RangeError(`facts.${key}.${member} must be a list of ids`);
      }
    }
    added[key] = definition as unknown as FactDefinition;
  }
  const version = typeof addition['version'] === 'number' ? addition['version'] : defaultVocabulary.version;
  return { version, facts: { ...defaultVocabulary.facts, ...added } };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

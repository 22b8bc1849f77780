import { readFileSync } from 'node:fs';

export interface Policy {
  readonly name: string;
  readonly ranks: Readonly<Record<string, number>>;
  readonly facts: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
export interface Vocabulary {
  readonly facts: Readonly<Record<string, { readonly type: string }>>;
}
/** Instants as the pipeline writes them; not given, everything counts. */
export interface Options {
  readonly asOf?: string;
  readonly knownAt?: string;
  readonly policy?: Policy;
  readonly vocabulary?: Vocabulary;
}
export interface Rules {
  readonly policy: Policy;
  readonly vocabulary: Vocabulary;
}

// They are data, and the only thing that the oracle shares with the pipeline.
const data = <T>(name: string) => JSON.parse(readFileSync(`libs/domain/src/${name}.json`, 'utf8')) as T;
const defaults: Rules = { policy: data<Policy>('policy'), vocabulary: data<Vocabulary>('vocabulary') };

export function rulesOf({ policy = defaults.policy, vocabulary = defaults.vocabulary }: Options): Rules {
  return { policy, vocabulary };
}

export function typeOf(fact: string, { vocabulary }: Rules): string {
  const found = vocabulary.facts[fact];
  if (found === undefined) throw new Error(`${fact} is not in the vocabulary`);
  return found.type;
}

export const isFlag = (fact: string, rules: Rules) => typeOf(fact, rules) === 'flag';

export function rankOf(kind: string, fact: string, { policy }: Rules): number {
  return policy.facts[fact]?.[kind] ?? policy.ranks[kind] ?? 0;
}

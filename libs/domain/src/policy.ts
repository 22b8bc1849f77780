import { partyKinds, type PartyKind } from '#contracts';
import builtIn from './policy.json' with { type: 'json' };

/** Whose word counts for more: a rank per kind of speaker, which a fact may override. Higher wins. */
export interface Policy {
  readonly name: string;
  readonly ranks: Readonly<Record<PartyKind, number>>;
  readonly facts: Readonly<Record<string, Readonly<Partial<Record<PartyKind, number>>>>>;
}

export const defaultPolicy = builtIn as Policy;

export function rankOf(policy: Policy, fact: string, kind: PartyKind): number {
  return policy.facts[fact]?.[kind] ?? policy.ranks[kind];
}

/**
 * Reads what a policy file holds: `{ name, ranks, facts }`, each rank a finite number.
 * @throws RangeError that names the member that is wrong.
 */
export function readPolicy(file: unknown): Policy {
  if (!isRecord(file) || typeof file['name'] !== 'string')
    throw new RangeError('a policy is { "name": …, "ranks": { … }, "facts": { … } }');
  const facts = file['facts'] ?? {};
  if (!isRecord(facts)) throw new RangeError('facts must be an object of ranks by fact');
  for (const [fact, ranks] of Object.entries(facts)) checkRanks(`facts.${fact}`, ranks);
  const given = file['ranks'] ?? {};
  checkRanks('ranks', given);
  return {
    name: file['name'],
    ranks: { ...defaultPolicy.ranks, ...(given as Partial<Policy['ranks']>) },
    facts: facts as Policy['facts'],
  };
}

function checkRanks(path: string, ranks: unknown): void {
  if (!isRecord(ranks)) throw new RangeError(`${path} must be an object of ranks by kind of party`);
  for (const [kind, rank] of Object.entries(ranks)) {
    if (!(partyKinds as readonly string[]).includes(kind))
      throw new RangeError(`${path}.${kind}: a kind is one of ${partyKinds.join(', ')}`);
    if (typeof rank !== 'number' || !Number.isFinite(rank)) throw new RangeError(`${path}.${kind} must be a number`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { Instant } from '#contracts';
import type { Policy } from '#domain';
import { optional } from '../http/parameter.js';
import { optionalInstant } from '../http/parameters.js';
import { invalidQuery } from '../http/query.pipe.js';
import type { RulesInForce } from '../rules/rules-in-force.js';

/** What every read of one incident takes. */
export const lensQuery = {
  asOf: optionalInstant,
  knownAt: optionalInstant,
  policy: optional('must be the name of a policy', (text) => (text.length <= 200 ? text : undefined), {
    type: 'string',
    maxLength: 200,
  }),
};

export interface LensQuery {
  readonly asOf: Instant | null;
  readonly knownAt: Instant | null;
  readonly policy: string | null;
}

/** What one incident is looked at through. */
export interface Lens {
  /** What was public by then. */
  readonly asOf: Instant | null;
  /** What was recorded by then. */
  readonly knownAt: Instant | null;
  readonly policy: Policy;
  /** Whether the read models are made under this policy, and know all that it asks for. */
  readonly isStored: boolean;
}

export function lensOf({ asOf, knownAt, policy: name }: LensQuery, rules: RulesInForce): Lens {
  const policy = name === null ? rules.policy : rules.policies.get(name);
  if (policy === undefined) {
    const message = `names no policy of this service; there are ${[...rules.policies.keys()].join(', ')}`;
    throw invalidQuery([{ parameter: 'policy', message }]);
  }
  return { asOf, knownAt, policy, isStored: knownAt === null && policy === rules.policy };
}

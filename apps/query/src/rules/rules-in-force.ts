import { createHash } from 'node:crypto';
import { canonicalJson, defaultPolicy, type Policy, type Vocabulary } from '#domain';
import { CannotStart, readRules, type Settings } from '#service';

/** What answers are made under. */
export class RulesInForce {
  /** Changes whenever the same rows may be told otherwise. */
  readonly fingerprint: string;

  /** By name, those that a query may look through. */
  readonly policies: ReadonlyMap<string, Policy>;

  /** @throws CannotStart where two policies have one name. */
  constructor(
    readonly policy: Policy,
    readonly vocabulary: Vocabulary,
    others: readonly Policy[] = [],
  ) {
    const given = [policy, ...others];
    this.policies = new Map([defaultPolicy, ...given].map((each) => [each.name, each]));
    const twice = given.find(({ name }, i) => given.findIndex((each) => each.name === name) < i);
    if (twice !== undefined) throw new CannotStart(`POLICY_FILE: two policies are named ${twice.name}`);
    this.fingerprint = createHash('sha256')
      .update(canonicalJson([...given, vocabulary]))
      .digest('base64url');
  }

  /** The built-in ones, or those of the deployment's files. */
  static load(settings: Settings): RulesInForce {
    const { policy, vocabulary, others } = readRules(settings);
    return new RulesInForce(policy, vocabulary, others);
  }
}

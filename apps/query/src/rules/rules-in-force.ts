import { createHash } from 'node:crypto';
import {
  canonicalJson,
  defaultPolicy,
  defaultVocabulary,
  extendVocabulary,
  readPolicy,
  type Policy,
  type Vocabulary,
} from '#domain';
import { jsonFile, type Settings } from '#service';

/** What answers are made under. */
export class RulesInForce {
  /** Changes whenever the same rows may be told otherwise. */
  readonly fingerprint: string;

  constructor(
    readonly policy: Policy,
    readonly vocabulary: Vocabulary,
  ) {
    this.fingerprint = createHash('sha256')
      .update(canonicalJson([policy, vocabulary]))
      .digest('base64url');
  }

  /** The built-in ones, or those of the deployment's files. */
  static load({ policyFile, vocabularyFile }: Settings): RulesInForce {
    return new RulesInForce(
      jsonFile('POLICY_FILE', policyFile, readPolicy, defaultPolicy),
      jsonFile('VOCABULARY_FILE', vocabularyFile, extendVocabulary, defaultVocabulary),
    );
  }
}

import { defaultPolicy, defaultVocabulary, extendVocabulary, readPolicy, type Rules } from '#domain';
import { jsonFile } from '#service';

export interface RuleFiles {
  readonly policyFile: string | null;
  readonly vocabularyFile: string | null;
}

/** By which positions are ranked and compared in the states that are sent. */
export function readRules({ policyFile, vocabularyFile }: RuleFiles): Rules {
  return {
    policy: jsonFile('POLICY_FILE', policyFile, readPolicy, defaultPolicy),
    vocabulary: jsonFile('VOCABULARY_FILE', vocabularyFile, extendVocabulary, defaultVocabulary),
  };
}

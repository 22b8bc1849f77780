import { defaultPolicy, defaultVocabulary, extendVocabulary, readPolicy, type Rules } from '#domain';
import { jsonFile, jsonFiles } from '#service';

export interface RuleFiles {
  readonly policyFiles: readonly string[];
  readonly vocabularyFile: string | null;
}

/** By which positions are ranked and compared in the states that are sent. */
export function readRules({ policyFiles, vocabularyFile }: RuleFiles): Rules {
  return {
    policy: jsonFiles('POLICY_FILE', policyFiles, readPolicy)[0] ?? defaultPolicy,
    vocabulary: jsonFile('VOCABULARY_FILE', vocabularyFile, extendVocabulary, defaultVocabulary),
  };
}

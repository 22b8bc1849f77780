import { defaultPolicy, defaultVocabulary, extendVocabulary, readPolicy, type Policy, type Rules } from '#domain';
import { jsonFile, jsonFiles } from './json-file.js';
import type { CommonSettings } from './settings.js';

type RuleFiles = Pick<CommonSettings, 'policyFiles' | 'vocabularyFile'>;

/**
 * What a deployment folds and ranks by: the built-in rules, or what its files say. `others` are policies that a query may name.
 * @throws CannotStart that names the variable and the file.
 */
export function readRules({ policyFiles, vocabularyFile }: RuleFiles): Rules & { readonly others: readonly Policy[] } {
  const [policy = defaultPolicy, ...others] = jsonFiles('POLICY_FILE', policyFiles, readPolicy);
  const vocabulary = jsonFile('VOCABULARY_FILE', vocabularyFile, extendVocabulary, defaultVocabulary);
  return { policy, vocabulary, others };
}

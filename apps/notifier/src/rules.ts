import { readFile } from 'node:fs/promises';
import { defaultPolicy, defaultVocabulary, extendVocabulary, readPolicy, type Rules } from '#domain';
import { CannotStart } from '#service';

export interface RuleFiles {
  readonly policyFile: string | null;
  readonly vocabularyFile: string | null;
}

/** By which positions are ranked and compared in the states that are sent. */
export async function readRules({ policyFile, vocabularyFile }: RuleFiles): Promise<Rules> {
  return {
    policy: policyFile === null ? defaultPolicy : await read('POLICY_FILE', policyFile, readPolicy),
    vocabulary: vocabularyFile === null ? defaultVocabulary : await read('VOCABULARY_FILE', vocabularyFile, extendVocabulary),
  };
}

async function read<T>(setting: string, file: string, parse: (content: unknown) => T): Promise<T> {
  try {
    return parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new CannotStart(`${setting} is not right: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

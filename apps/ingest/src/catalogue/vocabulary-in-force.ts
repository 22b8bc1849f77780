import { readFile } from 'node:fs/promises';
import { defaultVocabulary, extendVocabulary, type Vocabulary } from '#domain';
import { CannotStart } from '#service';

export class VocabularyInForce {
  constructor(readonly vocabulary: Vocabulary) {}

  /** The built-in one, and what the deployment's file adds to it. */
  static async load(file: string | null): Promise<VocabularyInForce> {
    if (file === null) return new VocabularyInForce(defaultVocabulary);
    try {
      return new VocabularyInForce(extendVocabulary(JSON.parse(await readFile(file, 'utf8'))));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CannotStart(`VOCABULARY_FILE ${file} cannot be used: ${reason}`, { cause: error });
    }
  }
}

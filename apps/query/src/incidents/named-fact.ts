import { definitionOf, type FactDefinition, type Vocabulary } from '#domain';
import { Problem } from '#service';
import { parseFact } from '../http/parameters.js';
import { invalidQuery } from '../http/query.pipe.js';

export interface NamedFact {
  readonly key: string;
  /** `null` where none was named. */
  readonly item: string | null;
  readonly definition: FactDefinition;
}

/** The fact that a path names: `exposure.data`, or `exposure.data[payment]`; the item may also be a parameter. */
export function namedFact(path: string, item: string | null, vocabulary: Vocabulary): NamedFact {
  const named = parseFact(path);
  const definition = named === undefined ? undefined : definitionOf(vocabulary, named.fact);
  if (named === undefined || definition === undefined)
    throw new Problem('not-found', {
      detail: `There is no fact ${JSON.stringify(path.slice(0, 401))} in the vocabulary`,
    });
  if (item !== null && named.item !== null && item !== named.item)
    throw invalidQuery([{ parameter: 'item', message: 'is another one than the path names' }]);
  return { key: named.fact, item: named.item ?? item, definition };
}

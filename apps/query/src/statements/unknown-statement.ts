import { Problem } from '#service';
import { isStorable } from '../http/parameters.js';

export function unknownStatement(statement: string): Problem {
  return new Problem('not-found', {
    detail: `The incident has no statement ${JSON.stringify(statement.slice(0, 401))}`,
  });
}

/** A statement may be named `<incident>/<statement>`, so its name is checked no further. */
export function storable(statement: string): string {
  if (!isStorable(statement)) throw unknownStatement(statement);
  return statement;
}

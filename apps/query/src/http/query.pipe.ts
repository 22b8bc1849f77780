import type { PipeTransform } from '@nestjs/common';
import { Problem, type ProblemError } from '#service';
import type { Parameter } from './parameter.js';

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;
export type QueryOf<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never;
};

type RawQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads the query of a request. Whatever is wrong with it is told at once, each parameter by its name. */
export class QueryPipe<P extends Parameters> implements PipeTransform<RawQuery, QueryOf<P>> {
  constructor(readonly parameters: P) {}

  transform(raw: RawQuery): QueryOf<P> {
    const errors: ProblemError[] = Object.keys(raw)
      .filter((name) => !Object.hasOwn(this.parameters, name))
      .map((name) => ({ parameter: name, message: 'is no parameter of this resource' }));
    const read = Object.entries(this.parameters).map(([name, { expects, read }]) => {
      const value = read([raw[name] ?? []].flat());
      if (value === undefined) errors.push({ parameter: name, message: expects });
      return [name, value] as const;
    });
    if (errors.length > 0) throw invalidQuery(errors);
    return Object.fromEntries(read) as QueryOf<P>;
  }
}

export function invalidQuery(errors: readonly ProblemError[]): Problem {
  const detail = errors
    .map((error) => `${'parameter' in error ? error.parameter : error.pointer} ${error.message}`)
    .join('; ');
  return new Problem('invalid-query', { detail, errors });
}

/** For a resource that takes no parameters. */
export const noQuery = new QueryPipe({});

import type { ParameterInfo, Schema } from '#service';

/** One query parameter: what it takes, and what it then is. `read` gets every value given, none if it was left out. */
export interface Parameter<T> extends ParameterInfo {
  readonly expects: string;
  /** `undefined` for what is not valid. */
  readonly read: (values: readonly string[]) => T | undefined;
}

type Parse<T> = (text: string) => T | undefined;

const anyText: Schema = { type: 'string' };

/** @param schema of what `parse` takes, as far as a schema can say it; the same goes for those below. */
export function optional<T>(expects: string, parse: Parse<T>, schema: Schema = anyText): Parameter<T | null> {
  return orElse(null, expects, parse, schema);
}

export function orElse<T, D>(
  fallback: D,
  expects: string,
  parse: Parse<T>,
  schema: Schema = anyText,
): Parameter<T | D> {
  return {
    expects,
    schema: fallback === null ? schema : { ...schema, default: fallback },
    read: ([text, ...more]) => {
      if (text === undefined) return fallback;
      return more.length > 0 ? undefined : parse(text);
    },
  };
}

export function required<T>(expects: string, parse: Parse<T>, schema: Schema = anyText): Parameter<T> {
  return {
    expects,
    schema,
    required: true,
    read: ([text, ...more]) => (text === undefined || more.length > 0 ? undefined : parse(text)),
  };
}

/** May be given several times; `[]` where it is left out. */
export function repeated<T>(expects: string, parse: Parse<T>, schema: Schema = anyText): Parameter<readonly T[]> {
  return {
    expects,
    schema,
    repeated: true,
    read: (values) => {
      const read = values.map(parse).filter((value) => value !== undefined);
      return read.length === values.length ? read : undefined;
    },
  };
}

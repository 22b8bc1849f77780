/** One query parameter: what it takes, and what it then is. `read` gets every value given, none if it was left out. */
export interface Parameter<T> {
  readonly expects: string;
  /** `undefined` for what is not valid. */
  readonly read: (values: readonly string[]) => T | undefined;
}

type Parse<T> = (text: string) => T | undefined;

export function optional<T>(expects: string, parse: Parse<T>): Parameter<T | null> {
  return orElse(null, expects, parse);
}

export function orElse<T, D>(fallback: D, expects: string, parse: Parse<T>): Parameter<T | D> {
  return {
    expects,
    read: ([text, ...more]) => {
      if (text === undefined) return fallback;
      return more.length > 0 ? undefined : parse(text);
    },
  };
}

export function required<T>(expects: string, parse: Parse<T>): Parameter<T> {
  return { expects, read: ([text, ...more]) => (text === undefined || more.length > 0 ? undefined : parse(text)) };
}

/** May be given several times; `[]` where it is left out. */
export function repeated<T>(expects: string, parse: Parse<T>): Parameter<readonly T[]> {
  return {
    expects,
    read: (values) => {
      const read = values.map(parse).filter((value) => value !== undefined);
      return read.length === values.length ? read : undefined;
    },
  };
}

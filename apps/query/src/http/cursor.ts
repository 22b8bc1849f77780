import { optional, type Parameter } from './parameter.js';

/** More cannot be said of what is opaque. */
const cursorText = { type: 'string', pattern: '^[A-Za-z0-9_-]+$' };
const expects = 'must be a cursor that an answer of this resource gave';

/** Opaque to whoever holds it: base64url of JSON, and valid only in exactly the form in which it is written. */
export interface CursorFormat<T> {
  readonly write: (value: T) => string;
  readonly parse: (text: string) => T | undefined;
  readonly parameter: Parameter<T | null>;
}

/** @param read from what the JSON holds; `undefined` for what is not valid. */
export function cursorFormat<T>(
  toJson: (value: T) => unknown,
  read: (json: unknown) => T | undefined,
): CursorFormat<T> {
  const write = (value: T): string => Buffer.from(JSON.stringify(toJson(value))).toString('base64url');
  const parse = (text: string): T | undefined => {
    const value = read(decode(text));
    return value !== undefined && write(value) === text ? value : undefined;
  };
  return { write, parse, parameter: optional(expects, parse, cursorText) };
}

function decode(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString());
  } catch {
    return undefined;
  }
}

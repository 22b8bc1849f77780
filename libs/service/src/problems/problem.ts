import { problemCatalogue, type ProblemCode } from './catalogue.js';

/** Where the fault lies: a JSON Pointer into the body, or the name of a query parameter. */
export type ProblemError =
  { readonly pointer: string; readonly message: string } | { readonly parameter: string; readonly message: string };

export interface ProblemOptions {
  readonly detail?: string;
  readonly errors?: readonly ProblemError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the answer, beside those of RFC 9457. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Thrown by an edge; anything else that is thrown with a `code` of the catalogue is read as one. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly detail: string | undefined;
  readonly errors: readonly ProblemError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    readonly code: ProblemCode,
    { detail, errors, headers, extra, cause }: ProblemOptions = {},
  ) {
    super(detail ?? problemCatalogue[code].title, cause === undefined ? undefined : { cause });
    this.detail = detail;
    this.errors = errors;
    this.headers = headers ?? {};
    this.extra = extra ?? {};
  }
}

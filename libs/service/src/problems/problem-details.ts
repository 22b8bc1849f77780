import { problemCatalogue, type ProblemCode } from './catalogue.js';
import type { ProblemError } from './problem.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** RFC 9457. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly errors?: readonly ProblemError[];
}

interface Described {
  readonly code: ProblemCode;
  readonly detail?: string | undefined;
  readonly errors?: readonly ProblemError[] | undefined;
  readonly extra?: Readonly<Record<string, unknown>>;
}

export function problemDetails({ code, detail, errors, extra }: Described): ProblemDetails {
  const { title, status } = problemCatalogue[code];
  return {
    ...extra,
    type: `/problems/${code}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
  };
}

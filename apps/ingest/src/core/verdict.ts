import type { LogOffset, ValidationError } from '#contracts';

/** What an event calls itself; `null` where it does not, or not so that it could be told apart. */
export interface Named {
  readonly source: string | null;
  readonly id: string | null;
  readonly type: string | null;
}

export interface Rejection {
  readonly code: 'invalid-event' | 'unknown-type' | 'too-large' | 'forbidden';
  readonly detail?: string;
  readonly errors?: readonly ValidationError[];
}

export type Verdict = { readonly event: Named } & (
  | { readonly status: 'recorded'; readonly at: LogOffset }
  | { readonly status: 'valid' }
  | { readonly status: 'rejected'; readonly rejection: Rejection }
  /** Whether it is in the log is not known; sending it again is safe. */
  | { readonly status: 'failed' }
);

export type Rejected = Extract<Verdict, { status: 'rejected' }>;

// The largest that the schema of an event takes: what is longer is not echoed.
const LONGEST_NAME = 1_000;

export function nameOf(value: unknown): Named {
  if (typeof value !== 'object' || value === null) return { source: null, id: null, type: null };
  const member = (name: 'source' | 'id' | 'type'): string | null => {
    const given: unknown = Reflect.get(value, name);
    return typeof given === 'string' && given.length <= LONGEST_NAME ? given : null;
  };
  return { source: member('source'), id: member('id'), type: member('type') };
}

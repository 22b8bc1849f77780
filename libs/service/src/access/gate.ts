import type { Principal } from './principal.js';

export interface Noted {
  readonly principal: string | null;
  readonly action: string;
  readonly outcome: 'done' | 'denied';
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Knows who calls, and keeps what they did and were refused. */
export interface StatementName {
  readonly incident: string;
  readonly statement: string;
}

export interface Gate {
  /**
   * @param authorization the header of that name.
   * @throws Problem `unauthorized` for whom it does not know, `unavailable` while it cannot tell.
   */
  identify(authorization: string | undefined): Promise<Principal>;
  /** Rejects while it cannot tell who calls. */
  ready(): Promise<void>;
  /** Resolves when it is kept for good. */
  note(noted: Noted): Promise<void>;
  /** Of each statement, as far as it is applied; `null` where it is not. */
  publishersOf(statements: readonly StatementName[]): Promise<readonly (string | null)[]>;
  close(): Promise<void>;
}

export const GATE = Symbol('GATE');

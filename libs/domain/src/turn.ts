import type { Held } from './position.js';
import type { Move } from './move.js';

/** Another position in a slot. */
export interface Shift {
  readonly slot: string;
  readonly was: Held | null;
  readonly is: Held | null;
}

/** What a move did to what one speaker says; enough to take it back. */
export interface Turn {
  readonly move: Move;
  readonly gone: readonly Held[];
  readonly added: readonly Held[];
  readonly shifts: readonly Shift[];
  /** Those of its claims that a later one may be an echo of. */
  readonly origins: readonly Held[];
}

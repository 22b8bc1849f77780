import type { RevisionKind } from '#contracts';
import type { SourceEntry } from './logged-event.js';

export interface Revision {
  readonly entry: SourceEntry;
  /** From 1, in the order of the fold; a late revision shifts those after it. */
  readonly number: number;
  readonly kind: RevisionKind | null;
}

/** What an event did to its statement. */
export type Step =
  | { readonly kind: 'revision'; readonly entry: SourceEntry; readonly revision: Revision }
  | { readonly kind: 'confirmation'; readonly entry: SourceEntry }
  | { readonly kind: 'retraction'; readonly entry: SourceEntry };

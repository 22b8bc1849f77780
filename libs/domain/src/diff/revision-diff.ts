import type { DiffView, RevisionView } from '#contracts';
import { diffClaims } from './claim-diff.js';
import { diffWords } from './word-diff.js';

/** What became different from one revision to another, in either direction; the words are those of the bodies. */
export function diffRevisions(from: RevisionView, to: RevisionView): DiffView {
  return {
    from: from.revision,
    to: to.revision,
    claims: diffClaims(from, to),
    words: diffWords({ text: from.body, language: from.language }, { text: to.body, language: to.language }),
  };
}

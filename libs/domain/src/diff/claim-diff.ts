import type { Claim, DiffView, Instant, RevisionClaim } from '#contracts';
import { canonicalJson, equalJson } from '../json.js';
import { compareNullable, compareText } from '../order.js';

/** What of a revision its claims are compared by. */
export interface RevisionSaying {
  readonly at: Instant;
  readonly claims: readonly RevisionClaim[];
}

interface Said {
  readonly key: readonly [fact: string, item: string | null, speaker: string, denied: string | null];
  /** As on the wire: a `saidAt` that was not given is left out. */
  readonly claim: Claim;
}

/**
 * What was said in addition, no more, or otherwise. Claims are the same by fact, item and speaker, and denials of values
 * by the denied value (as JSON) too; in the order of these. A claim changed where its stance, value or quote did, or where
 * both revisions give a `saidAt` and these differ: one that was left open (it is that of the revision or, for an echo, of
 * what it repeats) says nothing that could change.
 */
export function diffClaims(from: RevisionSaying, to: RevisionSaying): DiffView['claims'] {
  const before = saidIn(from);
  const after = saidIn(to);
  const added = [...after].filter(([id]) => !before.has(id)).map(([, said]) => said);
  const removed = [...before].filter(([id]) => !after.has(id)).map(([, said]) => said);
  const changed = [...before].flatMap(([id, said]) => {
    const now = after.get(id);
    return now !== undefined && differ(said.claim, now.claim) ? [{ key: said.key, from: said, to: now }] : [];
  });
  return {
    added: added.sort(compareSaid).map(({ claim }) => claim),
    removed: removed.sort(compareSaid).map(({ claim }) => claim),
    changed: changed.sort(compareSaid).map((pair) => ({ from: pair.from.claim, to: pair.to.claim })),
  };
}

function saidIn({ at, claims }: RevisionSaying): Map<string, Said> {
  return new Map(
    claims.map(({ relayed: _relayed, echo, saidAt, ...claim }) => {
      const denied = claim.stance === 'denied' && claim.value !== undefined ? canonicalJson(claim.value) : null;
      const key = [claim.fact, claim.item ?? null, claim.speaker, denied] as const;
      const given = echo || saidAt === at ? {} : { saidAt };
      return [canonicalJson(key), { key, claim: { ...claim, ...given } }];
    }),
  );
}

function differ(a: Claim, b: Claim): boolean {
  if (a.stance !== b.stance || a.quote !== b.quote || !equalJson(a.value ?? null, b.value ?? null)) return true;
  return a.saidAt !== undefined && b.saidAt !== undefined && a.saidAt !== b.saidAt;
}

function compareSaid({ key: a }: Pick<Said, 'key'>, { key: b }: Pick<Said, 'key'>): number {
  return (
    compareText(a[0], b[0]) || compareNullable(a[1], b[1]) || compareText(a[2], b[2]) || compareNullable(a[3], b[3])
  );
}

import type { ClaimValue, Instant, PartyKind, Stance } from '#contracts';
import type { Assertion, FactKey } from './claim.js';
import type { SourceEntry } from './logged-event.js';
import { compareSource, compareText } from './order.js';
import { sameKey } from './relate.js';
import type { Move } from './statement.js';
import type { Extent } from './value.js';
import type { FactType } from './vocabulary.js';

/** What a speaker holds on a fact: enough to weigh it against others, and to tell where it stands. */
export interface Position extends FactKey {
  readonly type: FactType;
  readonly stance: Stance;
  readonly value: ClaimValue | null;
  readonly extent: Extent | null;
  readonly speaker: string;
  readonly kind: PartyKind;
  readonly publisher: string;
  readonly statement: string;
  readonly revision: number;
  readonly relayed: boolean;
  readonly saidAt: Instant;
  readonly recorded: Instant;
  readonly quote: string | null;
}

/** A claim of a revision, with when it was said; of those that stand, one is its speaker's position. */
export interface Held extends Position {
  readonly name: string;
  readonly entry: SourceEntry;
  readonly index: number;
  /** It repeats an earlier claim of its speaker's, and takes its `saidAt`. */
  readonly echo: boolean;
}

export function hold(assertion: Assertion, move: Move, saidAt: Instant, echo: boolean): Held {
  const { fact, item, type, stance, value, extent, speaker, publisher, relayed, index, claim } = assertion;
  const { entry, statement, revision } = move;
  const said = {
    stance,
    value,
    extent,
    speaker: speaker.id,
    kind: speaker.kind,
    name: speaker.name,
    publisher,
    relayed,
    saidAt,
    quote: claim.quote ?? null,
  };
  return { fact, item, type, ...said, statement, revision, recorded: entry.contentRecorded, entry, index, echo };
}

/** The denial of a value is a position of its own; everything else that a speaker says of a fact is one. */
export function slotOf({ stance, type, extent }: Pick<Position, 'stance' | 'type' | 'extent'>): string {
  return stance === 'denied' && type !== 'flag' && extent !== null ? `denied ${sameKey(extent)}` : '';
}

/** What one speaker holds, given every claim of its that stands. At most one per slot. */
export function positionsOf(claims: readonly Held[]): readonly Held[] {
  if (claims.length < 2) return claims;
  const slots = new Map<string, Held>();
  for (const claim of claims) {
    const slot = slotOf(claim);
    const rival = slots.get(slot);
    if (rival === undefined || supersedes(claim, rival)) slots.set(slot, claim);
  }
  const main = slots.get('');
  if (main !== undefined && main.extent !== null && main.type !== 'flag') {
    const slot = `denied ${sameKey(main.extent)}`;
    const denial = slots.get(slot);
    if (denial !== undefined) slots.delete(supersedes(main, denial) ? slot : '');
  }
  return [...slots.values()];
}

function supersedes(a: Held, b: Held): boolean {
  const order =
    compareText(a.saidAt, b.saidAt) ||
    Number(b.echo) - Number(a.echo) ||
    Number(b.relayed) - Number(a.relayed) ||
    compareSource(a.entry, b.entry) ||
    a.index - b.index;
  return order > 0;
}

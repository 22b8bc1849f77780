import type { Instant } from '#contracts';
import type { Assertion } from './claim.js';
import type { SourceEntry } from './logged-event.js';
import { compareSource, compareText } from './order.js';
import { sameKey } from './relate.js';
import type { Move } from './statement.js';

/** A claim of a statement's latest revision; among them is what its speaker now holds. */
export interface Position {
  readonly assertion: Assertion;
  readonly entry: SourceEntry;
  readonly statement: string;
  readonly revision: number;
  readonly saidAt: Instant;
  /** It repeats an earlier claim of its speaker's, and takes its `saidAt`. */
  readonly echo: boolean;
}

/** The denial of a value is a position of its own; everything else that a speaker says of a fact is one. */
export function slotOf({ stance, type, extent }: Assertion): string {
  return stance === 'denied' && type !== 'flag' && extent !== null ? `denied ${sameKey(extent)}` : '';
}

export function hold(assertion: Assertion, move: Move, saidAt: Instant, echo: boolean): Position {
  const { entry, statement, revision } = move;
  return { assertion, entry, statement, revision, saidAt, echo };
}

/** What one speaker holds, given every claim of its that stands. At most one per slot. */
export function positionsOf(claims: readonly Position[]): readonly Position[] {
  const [only, another] = claims;
  if (only === undefined || another === undefined) return claims;
  const slots = new Map<string, Position>();
  for (const claim of claims) {
    const slot = slotOf(claim.assertion);
    const rival = slots.get(slot);
    if (rival === undefined || supersedes(claim, rival)) slots.set(slot, claim);
  }
  const main = slots.get('');
  if (main !== undefined && main.assertion.extent !== null && main.assertion.type !== 'flag') {
    const slot = `denied ${sameKey(main.assertion.extent)}`;
    const denial = slots.get(slot);
    if (denial !== undefined) slots.delete(supersedes(main, denial) ? slot : '');
  }
  return [...slots.values()];
}

function supersedes(a: Position, b: Position): boolean {
  const order =
    compareText(a.saidAt, b.saidAt) ||
    Number(b.echo) - Number(a.echo) ||
    Number(b.assertion.relayed) - Number(a.assertion.relayed) ||
    compareSource(a.entry, b.entry) ||
    a.assertion.index - b.assertion.index;
  return order > 0;
}

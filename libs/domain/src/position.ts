import type { ClaimValue, Instant, PartyKind, Stance } from '#contracts';
import type { Assertion, FactKey } from './claim.js';
import { eventKey, type SourceEntry } from './logged-event.js';
import { equalJson } from './json.js';
import { compareSource, compareText } from './order.js';
import { sameKey } from './relate.js';
import type { Move } from './move.js';
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
  /** Chosen by the desk's ruling on the fact. */
  readonly preferred: boolean;
}

/** A claim of a revision, with when it was said; of those that stand, one is its speaker's position. */
export interface Held extends Position {
  readonly name: string;
  readonly entry: SourceEntry;
  readonly index: number;
  /** It repeats an earlier claim of its speaker's, and takes its `saidAt`. */
  readonly echo: boolean;
}

export function hold(
  assertion: Assertion,
  move: Move,
  { saidAt, echo, preferred }: Pick<Held, 'saidAt' | 'echo' | 'preferred'>,
): Held {
  const { fact, item, type, stance, value, extent, speaker, publisher, relayed, index, claim } = assertion;
  const { entry, statement, revision } = move;
  return {
    fact,
    item,
    type,
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
    preferred,
    statement,
    revision,
    recorded: entry.contentRecorded,
    entry,
    index,
    echo,
  };
}

/** The slot of whatever a speaker says that is no denial of a value. */
export const mainSlot = '';

/** The denial of a value is a position of its own; everything else that a speaker says of a fact is one. */
export function slotOf({ stance, type, extent }: Pick<Position, 'stance' | 'type' | 'extent'>): string {
  return stance === 'denied' && type !== 'flag' && extent !== null ? denialSlot(extent) : mainSlot;
}

function denialSlot(extent: Extent): string {
  return `denied ${sameKey(extent)}`;
}

/** The slot in which a speaker denies what it holds here. */
export function denialOf(main: Held | null): string | null {
  return main === null || main.extent === null || main.type === 'flag' ? null : denialSlot(main.extent);
}

export function equalHeld(a: Held, b: Held): boolean {
  if (a === b) return true;
  const same =
    a.revision === b.revision &&
    a.saidAt === b.saidAt &&
    a.echo === b.echo &&
    a.preferred === b.preferred &&
    a.statement === b.statement;
  if (!same || (a.entry === b.entry && a.index === b.index)) return same;
  return (
    eventKey(a.entry) === eventKey(b.entry) &&
    a.stance === b.stance &&
    equalJson(a.value, b.value) &&
    a.kind === b.kind &&
    a.name === b.name &&
    a.publisher === b.publisher &&
    a.relayed === b.relayed &&
    a.recorded === b.recorded &&
    a.quote === b.quote
  );
}

/** Negative where `a` gives way to `b`: of one speaker's claims in one slot, or of a value and its denial. */
export function compareStanding(a: Held, b: Held): number {
  return (
    compareText(a.saidAt, b.saidAt) ||
    Number(b.echo) - Number(a.echo) ||
    Number(b.relayed) - Number(a.relayed) ||
    compareSource(a.entry, b.entry) ||
    a.index - b.index
  );
}

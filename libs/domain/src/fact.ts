import type { Head, Instant } from '#contracts';
import type { Assertion, FactKey } from './claim.js';
import { eventKey } from './logged-event.js';
import { compareSource } from './order.js';
import { hold, positionsOf, type Held } from './position.js';
import { relate } from './relate.js';
import { equalHeads, resolve, type Scales } from './resolve.js';
import type { Move } from './statement.js';

/** What was held to be so from one moment of the publication axis to the next; `to: null` is now. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly head: Head;
  /** Who carried the statement that the head rests on. */
  readonly publisher: string | null;
}

/** A move and the claims that it made. */
export interface Telling {
  readonly move: Move;
  readonly claims: readonly Held[];
}

/** One fact: every move of a statement on it, in the order of the fold, and what has come of them. */
export interface Fact extends FactKey {
  readonly tellings: readonly Telling[];
  /** By statement, its claims that stand. */
  readonly standing: ReadonlyMap<string, readonly Held[]>;
  /** By speaker, what it holds. */
  readonly positions: ReadonlyMap<string, readonly Held[]>;
  /** By speaker, the claims that a later one may be an echo of. */
  readonly origins: ReadonlyMap<string, readonly Held[]>;
  readonly everValued: boolean;
  readonly head: Head | null;
  /** Ascending, none empty, none equal to the one it touches. */
  readonly spans: readonly Span[];
}

const none: ReadonlyMap<string, readonly Held[]> = new Map();

export function newFact({ fact, item }: FactKey): Fact {
  return {
    fact,
    item,
    tellings: [],
    standing: none,
    positions: none,
    origins: none,
    everValued: false,
    head: null,
    spans: [],
  };
}

export function comesLast(fact: Fact, move: Move): boolean {
  const last = fact.tellings.at(-1);
  return last === undefined || compareSource(last.move.entry, move.entry) < 0;
}

/** Applies a move that comes after all before it. */
export function advanceFact(fact: Fact, move: Move, scales: Scales): Fact {
  const origins = new Map(fact.origins);
  const claims = move.assertions.map((assertion) => holdClaim(assertion, move, origins));
  const standing = replaced(fact.standing, move.statement, claims);
  const speakers = new Set([...(fact.standing.get(move.statement) ?? []), ...claims].map(({ speaker }) => speaker));
  const positions = new Map(fact.positions);
  for (const speaker of speakers) {
    const held = positionsOf(claimsOf(speaker, fact.positions, standing, move.statement, claims));
    if (held.length > 0) positions.set(speaker, held);
    else positions.delete(speaker);
  }
  const everValued = fact.everValued || claims.some(({ extent }) => extent !== null);
  const resolution = resolve([...positions.values()].flat(), everValued, scales);
  const head = resolution?.head ?? null;
  const spans = extend(fact.spans, move.entry.time, head, resolution?.first?.publisher ?? null);
  return {
    fact: fact.fact,
    item: fact.item,
    tellings: [...fact.tellings, { move, claims }],
    standing,
    positions,
    origins,
    everValued,
    head,
    spans,
  };
}

/** Works a fact out from all its moves: for late events, and whatever else changes what is past. */
export function refoldFact(key: FactKey, moves: readonly Move[], scales: Scales): Fact {
  return moves.reduce((fact, move) => advanceFact(fact, move, scales), newFact(key));
}

/** The claims of an event on this fact, as they were held when it was told. */
export function claimsBy(fact: Fact, entry: Move['entry']): readonly Held[] {
  return fact.tellings.findLast(({ move }) => move.entry === entry)?.claims ?? [];
}

/** Claims that were held before, whose date or echo a late event has changed. */
export function redated(before: Fact, after: Fact): Held[] {
  const last = before.tellings.length - 1;
  if (before.tellings[last] === after.tellings[last]) return [];
  const known = new Map(before.tellings.map(({ move, claims }) => [eventKey(move.entry), claims]));
  return after.tellings.flatMap(({ move, claims }) => {
    const old = known.get(eventKey(move.entry));
    return old === undefined
      ? []
      : claims.filter((claim, i) => claim.saidAt !== old[i]?.saidAt || claim.echo !== old[i].echo);
  });
}

function replaced(standing: Fact['standing'], statement: string, claims: readonly Held[]): Fact['standing'] {
  const next = new Map(standing);
  if (claims.length > 0) next.set(statement, claims);
  else next.delete(statement);
  return next;
}

function claimsOf(
  speaker: string,
  positions: Fact['positions'],
  standing: Fact['standing'],
  statement: string,
  claims: readonly Held[],
): readonly Held[] {
  const before = positions.get(speaker);
  // Nothing of this speaker's stands elsewhere: the usual case, found without a look at every statement.
  if (before === undefined) return claims.filter((held) => held.speaker === speaker);
  return [...standing.values()].flat().filter((held) => held.speaker === speaker);
}

/**
 * A relayed claim without `saidAt` whose value is the same as, or broader than, that of an earlier claim of its speaker
 * with the same stance is an echo of the first such: so a stale or rounding article that repeats an old figure reopens nothing.
 */
function holdClaim(assertion: Assertion, move: Move, origins: Map<string, readonly Held[]>): Held {
  const speaker = assertion.speaker.id;
  const earlier = origins.get(speaker) ?? [];
  const origin = earlier.find((claim) => repeats(assertion, claim));
  const echo = origin !== undefined && assertion.relayed && assertion.saidAt === null;
  const position = hold(assertion, move, echo ? origin.saidAt : (assertion.saidAt ?? move.entry.time), echo);
  // Whatever repeats this claim repeats its origin too, and that comes first.
  if (origin === undefined) origins.set(speaker, [...earlier, position]);
  return position;
}

function repeats(later: Assertion, earlier: Held): boolean {
  if (later.stance !== earlier.stance) return false;
  if (later.extent === null || earlier.extent === null) return later.extent === earlier.extent;
  const relation = relate(later.extent, earlier.extent);
  return relation === 'same' || relation === 'broader';
}

function extend(spans: readonly Span[], at: Instant, head: Head | null, publisher: string | null): readonly Span[] {
  const last = spans.at(-1);
  if (last?.to === null && equalHeads(last.head, head)) return spans;
  // What stood for no time at all was never public.
  const kept =
    last?.to === null ? (last.from === at ? spans.slice(0, -1) : [...spans.slice(0, -1), { ...last, to: at }]) : spans;
  if (head === null) return kept;
  const before = kept.at(-1);
  if (before?.to === at && equalHeads(before.head, head)) return [...kept.slice(0, -1), { ...before, to: null }];
  return [...kept, { from: at, to: null, head, publisher }];
}

import type { Head, Instant } from '#contracts';
import type { Assertion, FactKey } from './claim.js';
import { Disputes, endedByMove } from './dispute.js';
import type { SourceEntry } from './logged-event.js';
import { compareSource } from './order.js';
import { hold, type Held } from './position.js';
import { Ranking, type Resolution } from './ranking.js';
import { equalHeads, isPreferred, type Scales } from './resolve.js';
import type { Move } from './statement.js';
import type { FactType } from './vocabulary.js';
import { Voice } from './voice.js';

/** What was held to be so from one moment of the publication axis to the next; `to: null` is now. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly head: Head;
  /** Who carried the statement that the head rests on. */
  readonly publisher: string | null;
}

/** Which rows of a fact differ: spans and disputes by when they begin, holdings by speaker, slot and that. */
export interface FactRows {
  readonly spans: Set<Instant>;
  readonly disputes: Set<Instant>;
  readonly holdings: Map<string, HoldingKey>;
}

export interface HoldingKey {
  readonly speaker: string;
  readonly slot: string;
  readonly from: Instant;
}

export function noRows(): FactRows {
  return { spans: new Set(), disputes: new Set(), holdings: new Map() };
}

export function addHolding(rows: FactRows, key: HoldingKey): void {
  rows.holdings.set(`${key.from} ${key.speaker} ${key.slot}`, key);
}

/** What a speaker holds on a fact: its main position, and how many there are. */
export interface Hold {
  readonly main: Held | null;
  readonly count: number;
}

export interface Moved {
  readonly before: Hold;
  readonly after: Hold;
}

/**
 * One fact: every move of a statement on it, in the order of the fold, and what has come of them.
 * It is moved on in place; an event costs what it touches, however much there is.
 */
export class Fact implements FactKey {
  readonly fact: string;
  readonly item: string | null;
  readonly type: FactType;
  readonly moves: Move[] = [];
  readonly voices = new Map<string, Voice>();
  /** Ascending, none empty, none equal to the one it touches. */
  readonly spans: Span[] = [];
  readonly disputes: Disputes;
  /** By event, the claims that it made. */
  private readonly told = new Map<SourceEntry, readonly Held[]>();
  /** By statement, its claims that stand. */
  private readonly standing = new Map<string, readonly Held[]>();
  private readonly ranking: Ranking;
  private everValued = false;
  private resolution: Resolution | null = null;

  constructor(
    { fact, item, type }: FactKey & { readonly type: FactType },
    private readonly scales: Scales,
  ) {
    this.fact = fact;
    this.item = item;
    this.type = type;
    this.ranking = new Ranking(type, scales);
    this.disputes = new Disputes(scales.ruling);
  }

  get head(): Head | null {
    return this.resolution?.head ?? null;
  }

  get positions(): Held[] {
    return [...this.voices.values()].flatMap(({ positions }) => positions);
  }

  /** The claims of an event on this fact, as they are held. */
  claimsBy(entry: SourceEntry): readonly Held[] {
    return this.told.get(entry) ?? [];
  }

  isAfterAll(move: Move): boolean {
    const last = this.moves.at(-1);
    return last === undefined || compareSource(last.entry, move.entry) < 0;
  }

  /** Applies a move that comes after all before it. Says which rows differ, and whose positions. */
  advance(move: Move, rows: FactRows = noRows()): Map<string, Moved> {
    const at = move.entry.time;
    const gone = Map.groupBy(this.standing.get(move.statement) ?? [], ({ speaker }) => speaker);
    const claims = move.assertions.map((assertion) => this.hold(assertion, move));
    const added = Map.groupBy(claims, ({ speaker }) => speaker);
    this.moves.push(move);
    this.told.set(move.entry, claims);
    if (claims.length > 0) this.standing.set(move.statement, claims);
    else this.standing.delete(move.statement);
    const moved = new Map<string, Moved>();
    for (const speaker of new Set([...gone.keys(), ...added.keys()])) {
      const voice = this.voice(speaker);
      const before = holdOf(voice);
      for (const { slot, was, is } of voice.move(gone.get(speaker) ?? [], added.get(speaker) ?? [])) {
        this.ranking.replace(was, is);
        for (const from of voice.note(slot, at)) addHolding(rows, { speaker, slot, from });
      }
      moved.set(speaker, { before, after: holdOf(voice) });
    }
    this.everValued ||= claims.some(({ extent }) => extent !== null);
    this.resolve(move, rows);
    return moved;
  }

  private resolve(move: Move, rows: FactRows): void {
    const at = move.entry.time;
    const speaker = this.head?.speaker ?? null;
    this.resolution = this.ranking.resolve(this.everValued);
    for (const from of this.note(at)) rows.spans.add(from);
    rows.disputes.add(this.disputes.note(at, this.resolution, () => endedByMove(move, speaker)));
  }

  private note(at: Instant): Instant[] {
    const { spans, head } = this;
    const touched: Instant[] = [];
    const last = spans.at(-1);
    if (last?.to === null) {
      if (equalHeads(last.head, head)) return touched;
      spans.pop();
      // What stood for no time at all was never public.
      if (last.from !== at) spans.push({ ...last, to: at });
      touched.push(last.from);
    }
    if (head === null) return touched;
    const before = spans.at(-1);
    if (before?.to === at && equalHeads(before.head, head)) {
      spans.pop();
      spans.push({ ...before, to: null });
      return [...touched, before.from];
    }
    spans.push({ from: at, to: null, head, publisher: this.resolution?.first?.publisher ?? null });
    return [...touched, at];
  }

  private voice(speaker: string): Voice {
    const voice = this.voices.get(speaker) ?? new Voice();
    this.voices.set(speaker, voice);
    return voice;
  }

  /**
   * A relayed claim without `saidAt` whose value is the same as, or broader than, that of an earlier claim of its speaker
   * with the same stance is an echo of the first such: so a stale or rounding article that repeats an old figure reopens nothing.
   */
  private hold(assertion: Assertion, move: Move): Held {
    const { origins } = this.voice(assertion.speaker.id);
    const origin = origins.of(assertion);
    const echo = origin !== undefined && assertion.relayed && assertion.saidAt === null;
    const saidAt = echo ? origin.saidAt : (assertion.saidAt ?? move.entry.time);
    const held = hold(assertion, move, { saidAt, echo, preferred: isPreferred(assertion, this.scales.ruling) });
    // Whatever repeats this claim repeats its origin too, and that comes first.
    if (origin === undefined) origins.add(held);
    return held;
  }
}

function holdOf({ main, count }: Voice): Hold {
  return { main, count };
}

/** Works a fact out from all its moves: for late events, and whatever else changes what is past. */
export function refoldFact(key: FactKey & { readonly type: FactType }, moves: readonly Move[], scales: Scales): Fact {
  const fact = new Fact(key, scales);
  for (const move of moves) fact.advance(move);
  return fact;
}

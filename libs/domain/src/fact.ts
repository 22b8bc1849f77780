import type { Head, Instant } from '#contracts';
import type { FactKey } from './claim.js';
import { Disputes, endedByMove, equalDisputes } from './dispute.js';
import { beginnings, noRows, noteHolding, noteRow, type FactRows, type Rows } from './fact-rows.js';
import type { SourceEntry } from './logged-event.js';
import { compareSource } from './order.js';
import type { Held } from './position.js';
import { keptResolution, Ranking, type Resolution } from './ranking.js';
import { equalHeads, type Scales } from './resolve.js';
import { appended, insertionIndex } from './sorted.js';
import { speakersOf, type Move } from './move.js';
import type { FactType } from './vocabulary.js';
import type { Shift } from './turn.js';
import { Voice } from './voice.js';

/** What was held to be so from one moment of the publication axis to the next; `to: null` is now. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant | null;
  readonly head: Head;
  /** Who carried the statement that the head rests on. */
  readonly publisher: string | null;
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

export interface SpeakersShifts {
  readonly speaker: string;
  readonly shifts: readonly Shift[];
}

/** One move of a statement on a fact, and what came of it. */
export interface Step {
  move: Move;
  /** Whose positions became others, and how; each speaker once. */
  shifts: readonly SpeakersShifts[];
  /** What was held to be so from then on. */
  resolution: Resolution | null;
}

/**
 * One fact: every move of a statement on it, in the order of the fold, and what has come of them.
 * It is moved on in place; an event costs what it touches, however much there is.
 */
export class Fact implements FactKey {
  readonly fact: string;
  readonly item: string | null;
  readonly type: FactType;
  /** In the order of the fold. */
  steps: Step[] = [];
  readonly voices = new Map<string, Voice>();
  /** By statement, who speaks in what it says now. */
  readonly saying = new Map<string, readonly string[]>();
  readonly ranking: Ranking;
  /** Ascending, none empty, none equal to the one it touches. */
  spans: Span[] = [];
  readonly disputes: Disputes;
  /** Whether a move ever carried a claim with a value. */
  everValued = false;

  constructor(
    { fact, item, type }: FactKey & { readonly type: FactType },
    readonly scales: Scales,
  ) {
    this.fact = fact;
    this.item = item;
    this.type = type;
    this.ranking = new Ranking(type, scales);
    this.disputes = new Disputes(scales.ruling);
  }

  get head(): Head | null {
    return this.steps.at(-1)?.resolution?.head ?? null;
  }

  get positions(): Held[] {
    return [...this.voices.values()].flatMap(({ positions }) => positions);
  }

  /** The claims of an event on this fact, as they are held. */
  claimsBy(entry: SourceEntry): readonly Held[] {
    const speakers = new Set(entry.assertions.map(({ speaker }) => speaker.id));
    return [...speakers].flatMap((speaker) => this.voices.get(speaker)?.claimsBy(entry) ?? []);
  }

  isAfterAll(move: Move): boolean {
    const last = this.steps.at(-1);
    return last === undefined || compareSource(last.move.entry, move.entry) < 0;
  }

  voice(speaker: string): Voice {
    const voice = this.voices.get(speaker) ?? new Voice(speaker, this.scales);
    this.voices.set(speaker, voice);
    return voice;
  }

  /** Applies a move that comes after all before it. Says which rows differ, and whose positions. */
  advance(move: Move, rows: FactRows = noRows()): Map<string, Moved> {
    const at = move.entry.time;
    const speakers = speakersOf(move);
    let shifts: SpeakersShifts[] = [];
    const moved = new Map<string, Moved>();
    const silenced = this.saying.get(move.statement);
    for (const speaker of silenced === undefined ? speakers : new Set([...silenced, ...speakers])) {
      const voice = this.voice(speaker);
      const before = holdOf(voice);
      const turn = voice.advance(move);
      for (const { slot, was, is } of turn.shifts) {
        this.ranking.replace(was, is);
        voice.note(slot, at, (from, isNew) => {
          noteHolding(rows, { speaker, slot, from, isNew });
        });
      }
      if (turn.shifts.length > 0) shifts = appended(shifts, { speaker, shifts: turn.shifts });
      moved.set(speaker, { before, after: holdOf(voice) });
    }
    this.saying.set(move.statement, speakers);
    this.everValued ||= isValued(move);
    const before = this.steps.at(-1)?.resolution ?? null;
    const resolution = keptResolution(before, this.ranking.resolve(this.everValued));
    this.steps = appended(this.steps, { move, shifts, resolution });
    if (resolution !== before) this.note(move, before, resolution, rows);
    return moved;
  }

  /**
   * Works out from the steps what was held to be so from an instant on. Says which rows differ.
   * @param until where it is known that nothing differs after that instant; not under a ruling.
   */
  retell(at: Instant, until: Instant | null, rows: FactRows): void {
    const start = this.firstAt(at);
    let before = this.steps[start - 1]?.resolution ?? null;
    const later = until === null ? null : this.disputes.after(until);
    const spans = this.cutSpans(at);
    const disputes = this.disputes.cut(at, before);
    const unnoted = noRows();
    for (let i = start; i < this.steps.length; i++) {
      const step = this.steps[i];
      if (step === undefined || (until !== null && step.move.entry.time > until)) break;
      if (step.resolution === before) continue;
      this.note(step.move, before, step.resolution, unnoted);
      before = step.resolution;
    }
    if (later !== null) this.disputes.rejoin(disputes.tail, later);
    const isTold = ({ from }: { readonly from: Instant }) => until === null || from <= until;
    if (until !== null) this.rejoinSpans(spans.tail, until);
    const spansNow = this.spans.slice(spans.index).filter(isTold);
    for (const from of beginnings(spans.tail.filter(isTold), spansNow, equalFactSpans)) noteRow(rows.spans, from);
    const now = this.disputes.since(disputes.index).filter(isTold);
    for (const from of beginnings(disputes.tail.filter(isTold), now, equalDisputes)) rows.disputes.add(from);
  }

  /** Puts back the spans that began after an instant. */
  private rejoinSpans(tail: readonly Span[], until: Instant): void {
    const end = insertionIndex(tail, ({ from }) => from > until);
    const to = tail[end - 1]?.to ?? null;
    const open = this.spans.at(-1);
    if (open?.to === null) this.spans.splice(-1, 1, { ...open, to });
    for (const span of tail.slice(end)) this.spans.push(span);
  }

  /** Where the steps of an instant, and those after it, begin. */
  firstAt(at: Instant): number {
    return insertionIndex(this.steps, ({ move }) => move.entry.time >= at);
  }

  private cutSpans(at: Instant): { index: number; tail: Span[] } {
    const { spans } = this;
    let index = spans.length;
    for (let last = spans[index - 1]; last !== undefined && (last.to === null || last.to >= at);) {
      index -= 1;
      last = spans[index - 1];
    }
    const tail = spans.splice(index);
    const [first] = tail;
    if (first !== undefined && first.from < at) spans.push({ ...first, to: null });
    return { index, tail };
  }

  private note(move: Move, before: Resolution | null, resolution: Resolution | null, rows: FactRows): void {
    const at = move.entry.time;
    this.noteSpan(at, resolution, rows.spans);
    const ended = () => endedByMove(move, before?.head.speaker ?? null);
    for (const from of this.disputes.note(at, resolution, ended)) rows.disputes.add(from);
  }

  private noteSpan(at: Instant, resolution: Resolution | null, rows: Rows<Instant>): void {
    const { spans } = this;
    const head = resolution?.head ?? null;
    const last = spans.at(-1);
    if (last?.to === null) {
      if (equalHeads(last.head, head)) return;
      spans.pop();
      // What stood for no time at all was never public.
      if (last.from !== at) spans.push({ ...last, to: at });
      noteRow(rows, last.from);
    }
    if (head === null) return;
    const before = spans.at(-1);
    if (before?.to === at && equalHeads(before.head, head)) {
      spans.pop();
      spans.push({ ...before, to: null });
      noteRow(rows, before.from);
      return;
    }
    this.spans = appended(spans, { from: at, to: null, head, publisher: resolution?.first?.publisher ?? null });
    noteRow(rows, at, true);
  }
}

export function equalFactSpans(a: Span, b: Span): boolean {
  return a.from === b.from && a.to === b.to && a.publisher === b.publisher && equalHeads(a.head, b.head);
}

export function isValued({ assertions }: Move): boolean {
  return assertions.some(({ extent }) => extent !== null);
}

export function holdOf({ main, count }: Voice): Hold {
  return { main, count };
}

import { formatOffset, type Cause, type DisputeEnd, type Instant } from '#contracts';
import { eventKey, type RecordEntry, type SourceEntry } from './logged-event.js';
import { relatePositions, type StandingRuling } from './resolve.js';
import type { Position } from './position.js';
import type { Resolution } from './ranking.js';
import type { Move } from './statement.js';

/** What ended a dispute. `statement`, `revision` and `speaker` are those of a change's cause. */
export interface Ended {
  readonly how: DisputeEnd;
  readonly entry: SourceEntry | RecordEntry;
  readonly statement: string | null;
  readonly revision: number | null;
  readonly speaker: string | null;
}

/** A span of the publication axis in which positions on a fact conflict, and no ruling settles it. */
export interface Dispute {
  readonly from: Instant;
  readonly to: Instant | null;
  /** How far apart they were at its last moment. */
  readonly gap: number | null;
  readonly ended: Ended | null;
}

export function equalDisputes(a: Dispute, b: Dispute): boolean {
  return (
    a.from === b.from &&
    a.to === b.to &&
    a.gap === b.gap &&
    a.ended?.how === b.ended?.how &&
    a.ended?.revision === b.ended?.revision &&
    a.ended?.speaker === b.ended?.speaker &&
    (a.ended === null || b.ended === null || eventKey(a.ended.entry) === eventKey(b.ended.entry))
  );
}

interface Open {
  readonly from: Instant;
  gap: number | null;
  /** The gap before the events of `gapAt`. */
  gapBefore: number | null;
  gapAt: Instant;
}

function settledBy({ entry }: StandingRuling): Ended {
  return { how: 'ruling', entry, statement: null, revision: null, speaker: null };
}

/** @param speaker that of the head before the move. */
export function endedByMove({ entry, revision, assertions }: Move, speaker: string | null): Ended {
  const { event } = entry;
  const said = assertions[0]?.speaker.id ?? speaker;
  const cause = { entry, statement: event.data.statement, revision: revision === 0 ? null : revision, speaker: said };
  if (event.type === 'disclosure.statement.retracted.v1') return { how: 'retraction', ...cause };
  const corrects = event.type === 'disclosure.statement.revised.v1' && event.data.revisionKind === 'correction';
  return { how: corrects ? 'correction' : 'concession', ...cause };
}

/** What ended a dispute, as changes name their cause. */
export function causeOfEnd({ entry, statement, revision, speaker }: Ended): Cause {
  const { subject, source, id, event, at, late = false } = entry;
  return { subject, source, id, type: event.type, offset: formatOffset(at), statement, revision, speaker, late };
}

/** The disputes on one fact, brought forward event by event. */
export class Disputes {
  private readonly past: Dispute[] = [];
  private open: Open | null = null;
  /** The ruling will have settled the open one, at its own time. */
  private settled = false;

  constructor(private readonly ruling: StandingRuling | null) {}

  /** As they stand; a ruling whose time is still to come has ended what it settles. */
  get all(): Dispute[] {
    const last = this.last;
    return last === null ? [...this.past] : [...this.past, last];
  }

  find(from: Instant): Dispute | undefined {
    const { last } = this;
    return last?.from === from ? last : this.past.findLast((dispute) => dispute.from === from);
  }

  /** Those from this one on. */
  since(index: number): Dispute[] {
    const past = this.past.slice(index);
    return this.last === null ? past : [...past, this.last];
  }

  /**
   * Goes back to when an instant had not come yet.
   * @param before what was held to be so then.
   * @returns the disputes as they were from there on, with the place of the first of them.
   */
  cut(at: Instant, before: Resolution | null): { index: number; tail: Dispute[] } {
    let index = this.past.length;
    for (let last = this.past[index - 1]; typeof last?.to === 'string' && last.to >= at; last = this.past[index - 1])
      index -= 1;
    const tail = this.since(index);
    this.past.splice(index);
    const [first] = tail;
    // What a ruling ended earlier is over, though no event has noted it.
    if (typeof first?.to === 'string' && first.to < at) {
      this.past.push(first);
      this.open = null;
      return { index: index + 1, tail: tail.slice(1) };
    }
    const gap = before?.gap ?? null;
    this.settled = before?.settled ?? false;
    this.open =
      first !== undefined && first.from < at ? { from: first.from, gap, gapBefore: gap, gapAt: first.from } : null;
    return { index, tail };
  }

  /**
   * Notes what is held to be so from `at` on.
   * @returns from when the disputes are that differ now.
   */
  note(at: Instant, resolution: Resolution | null, ended: () => Ended): Instant[] {
    const touched = this.cutByRuling(at);
    const { clash = false, settled = false, gap = null } = resolution ?? {};
    const isOn = clash && !(settled && this.ruling !== null && at >= this.ruling.recorded);
    const same = this.settled === (isOn && settled) && this.open?.gap === gap;
    this.settled = isOn && settled;
    if (isOn) return [...touched, ...this.goOn(at, gap, same)];
    if (this.open === null) return touched;
    const { from, gapAt, gapBefore } = this.open;
    if (from !== at) {
      const last = gapAt === at ? gapBefore : this.open.gap;
      this.past.push({ from, to: at, gap: last, ended: ended() });
    }
    this.open = null;
    return [...touched, from];
  }

  private get last(): Dispute | null {
    if (this.open === null) return null;
    const { from, gap } = this.open;
    if (!this.settled || this.ruling === null) return { from, to: null, gap, ended: null };
    return { from, to: this.ruling.recorded, gap, ended: settledBy(this.ruling) };
  }

  private cutByRuling(at: Instant): Instant[] {
    const { last } = this;
    if (last === null || last.to === null || at < last.to) return [];
    this.past.push(last);
    this.open = null;
    this.settled = false;
    return [last.from];
  }

  private goOn(at: Instant, gap: number | null, same: boolean): Instant[] {
    if (this.open !== null) {
      const { gapAt, gapBefore } = this.open;
      this.open = { from: this.open.from, gap, gapBefore: gapAt === at ? gapBefore : this.open.gap, gapAt: at };
      return same ? [] : [this.open.from];
    }
    const before = this.past.at(-1);
    if (before?.to === at) {
      this.past.pop();
      this.open = { from: before.from, gap, gapBefore: before.gap, gapAt: at };
      return [before.from];
    }
    this.open = { from: at, gap, gapBefore: null, gapAt: at };
    return [at];
  }
}

/**
 * Who stands where, given the positions on a fact in rank order: whoever is of one mind with a side's first position joins it;
 * whoever conflicts with somebody, and joins none, makes one. Those that carry no value, and the rest, stand on no side.
 */
export function sidesOf<P extends Position>(ranked: readonly P[]): P[][] {
  const sides: [P, ...P[]][] = [];
  for (const position of ranked) {
    if (position.extent === null) continue;
    const side = sides.find(([first]) => isOfOneMind(position, first));
    if (side !== undefined) side.push(position);
    else if (ranked.some((other) => relatePositions(position, other) === 'conflicts')) sides.push([position]);
  }
  return sides;
}

function isOfOneMind(a: Position, b: Position): boolean {
  if ((a.stance === 'denied') !== (b.stance === 'denied')) return false;
  const relation = relatePositions(a, b);
  return relation !== null && relation !== 'conflicts' && relation !== 'incomparable';
}

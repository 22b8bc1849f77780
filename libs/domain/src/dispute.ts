import { formatOffset, type Cause, type DisputeEnd, type Instant } from '#contracts';
import { eventKey, type RecordEntry, type SourceEntry } from './logged-event.js';
import { relatePositions, type StandingRuling } from './resolve.js';
import type { Position } from './position.js';
import type { Resolution } from './ranking.js';
import type { Move } from './move.js';

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
  readonly gap: number | null;
  /** The ruling settles it, from its own time on. */
  readonly settled: boolean;
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

/** How the last instant left things, and which disputes those are that it may still change. */
interface Later {
  readonly until: Instant;
  readonly recent: number;
  readonly state: {
    /** `null` where nothing has come of any since it was told anew. */
    readonly at: Instant | null;
    readonly before: Open | null;
    readonly now: Open | null;
    readonly ended: Dispute | null;
    readonly ender: Ended | null;
    readonly resolution: Resolution | null;
  };
}

/** The disputes on one fact, brought forward event by event; what happens at one instant counts together. */
export class Disputes {
  /** Ended before the instant. */
  private readonly past: Dispute[] = [];
  private at: Instant | null = null;
  /** Open until the instant. */
  private before: Open | null = null;
  /** What of that ended at it, and what is open since. */
  private ended: Dispute | null = null;
  private now: Open | null = null;
  private ender: Ended | null = null;
  private resolution: Resolution | null = null;

  constructor(private readonly ruling: StandingRuling | null) {}

  /** As they stand; a ruling whose time is still to come has ended what it settles. */
  get all(): Dispute[] {
    return [...this.past, ...this.recent];
  }

  find(from: Instant): Dispute | undefined {
    const of = (dispute: Dispute) => dispute.from === from;
    return this.recent.find(of) ?? this.past.findLast(of);
  }

  /**
   * Notes what is held to be so from `at` on.
   * @returns from when the dispute is that differs now, if one does.
   */
  note(at: Instant, resolution: Resolution | null, ended: () => Ended): Instant[] {
    if (at !== this.at) this.begin(at);
    const was = { open: this.now, ended: this.ended };
    const isOn = this.isOn(resolution, (settledAt) => settledAt <= at);
    if (!isOn && this.isOn(this.resolution, (settledAt) => settledAt < at)) this.ender = ended();
    this.resolution = resolution;
    const { before } = this;
    const from = before?.from ?? at;
    this.now = isOn ? { from, gap: resolution?.gap ?? null, settled: resolution?.settled ?? false } : null;
    this.ended = before !== null && !isOn ? { from, to: at, gap: before.gap, ended: this.endAt(at, before) } : null;
    const { now } = this;
    const isSame = now?.from === was.open?.from && now?.gap === was.open?.gap && now?.settled === was.open?.settled;
    return isSame && equalEnds(was.ended, this.ended) ? [] : [from];
  }

  /** Those from this one on. */
  since(index: number): Dispute[] {
    return [...this.past.slice(index), ...this.recent];
  }

  /**
   * Goes back to when an instant had not come yet.
   * @param resolution what was held to be so then.
   * @returns the disputes as they were from there on, with the place of the first of them.
   */
  cut(at: Instant, resolution: Resolution | null): { index: number; tail: Dispute[] } {
    this.past.push(...this.recent);
    let index = this.past.length;
    while (!isOver(this.past[index - 1], at)) index -= 1;
    const tail = this.past.splice(index);
    const [first] = tail;
    const isOpen = first !== undefined && first.from < at;
    this.now = isOpen
      ? { from: first.from, gap: resolution?.gap ?? null, settled: resolution?.settled ?? false }
      : null;
    this.at = null;
    this.before = null;
    this.ended = null;
    this.ender = null;
    this.resolution = resolution;
    return { index, tail };
  }

  /** What is not told anew when some of the past is; `null` where nothing came after that. */
  after(until: Instant): Later | null {
    const { at, before, now, ended, ender, resolution, recent } = this;
    if (at !== null && at <= until) return null;
    return { until, recent: recent.length, state: { at, before, now, ended, ender, resolution } };
  }

  /** Puts back what came after that, as it was: one that was on at that moment may have begun at another. */
  rejoin(tail: readonly Dispute[], { until, recent, state }: Later): void {
    const on = tail.find(({ from, to }) => from <= until && (to === null || to > until));
    const from = this.now?.from;
    const begun = <D extends { readonly from: Instant } | null>(dispute: D): D =>
      dispute !== null && dispute.from === on?.from ? { ...dispute, from: from ?? dispute.from } : dispute;
    if (this.ended !== null) this.past.push(this.ended);
    const later = tail.slice(0, tail.length - recent).filter((each) => each === on || each.from > until);
    for (const dispute of later) this.past.push(begun(dispute));
    this.at = state.at;
    this.before = begun(state.before);
    this.now = begun(state.now);
    this.ended = begun(state.ended);
    this.ender = state.ender;
    this.resolution = state.resolution;
  }

  private isOn(resolution: Resolution | null, isOver: (settledAt: Instant) => boolean): boolean {
    if (resolution?.clash !== true) return false;
    return !(resolution.settled && this.ruling !== null && isOver(this.ruling.recorded));
  }

  private endAt(at: Instant, { settled }: Open): Ended | null {
    const isRuled = settled && this.resolution?.clash === true && this.ruling?.recorded === at;
    return isRuled && this.ruling !== null ? settledBy(this.ruling) : this.ender;
  }

  private begin(at: Instant): void {
    if (this.ended !== null) this.past.push(this.ended);
    const { now, ruling } = this;
    const isCut = now !== null && now.settled && ruling !== null && ruling.recorded < at;
    if (isCut) this.past.push(cutBy(ruling, now));
    this.at = at;
    this.before = isCut ? null : now;
    this.now = this.before;
    this.ended = null;
    this.ender = null;
  }

  private get recent(): Dispute[] {
    const { ended, now, ruling } = this;
    const open = now === null ? null : now.settled && ruling !== null ? cutBy(ruling, now) : openSince(now);
    return [ended, open].filter((dispute) => dispute !== null);
  }
}

function equalEnds(a: Dispute | null, b: Dispute | null): boolean {
  return a === null || b === null ? a === b : equalDisputes(a, b);
}

/** Before the first one, everything is. */
function isOver(dispute: Dispute | undefined, at: Instant): boolean {
  return dispute === undefined || (dispute.to !== null && dispute.to < at);
}

function openSince({ from, gap }: Open): Dispute {
  return { from, to: null, gap, ended: null };
}

function cutBy(ruling: StandingRuling, { from, gap }: Open): Dispute {
  return { from, to: ruling.recorded, gap, ended: settledBy(ruling) };
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

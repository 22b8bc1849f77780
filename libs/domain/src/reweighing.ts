import type { Instant } from '#contracts';
import { Clashes } from './clashes.js';
import { isValued, type Fact, type Step } from './fact.js';
import type { SourceEntry } from './logged-event.js';
import type { Held } from './position.js';
import { keptResolution, Ranking, unheld, type Resolution } from './ranking.js';
import { compareRank, relatePositions } from './resolve.js';
import type { Shift } from './turn.js';

/** What a speaker's move did, as it was thought to be or as it is. */
export interface Swap {
  readonly speaker: string;
  readonly which: 'was' | 'is';
  readonly shifts: readonly Shift[];
}

export interface Rewritten {
  readonly at: Instant;
  readonly swaps: ReadonlyMap<SourceEntry, readonly Swap[]>;
  /** Steps that there were not before, and steps that are no more. */
  readonly fresh: ReadonlySet<Step>;
  readonly dead: ReadonlySet<Step>;
}

interface Difference {
  was: Held | null;
  is: Held | null;
}

/**
 * Goes over the steps of a fact from an instant on, some speakers' positions being others there than they were: where those
 * cannot make a difference to what is held to be so, that stays; where they can, all positions are weighed.
 */
export class Reweighing {
  private readonly differences = new Map<string, Difference>();
  private cursor: { readonly ranking: Ranking; index: number } | null = null;
  /** What was weighed last hangs on everybody's positions. */
  private ranked = false;

  constructor(
    private readonly fact: Fact,
    private readonly rewritten: Rewritten,
  ) {}

  /** @returns the first and the last step of which something else has come; `null` where there is none. */
  run(): readonly [first: number, last: number] | null {
    let changed: [number, number] | null = null;
    const { steps, ranking } = this.fact;
    const { at, swaps, fresh, dead } = this.rewritten;
    const start = this.fact.firstAt(at);
    const valued = steps.findIndex((step) => !dead.has(step) && isValued(step.move));
    const wasValued = steps.findIndex((step) => !fresh.has(step) && isValued(step.move));
    let pending = swaps.size;
    let was = steps[start - 1]?.resolution ?? null;
    let is = was;
    for (let i = start; i < steps.length; i++) {
      const step = steps[i];
      if (step === undefined) break;
      const swapped = swaps.get(step.move.entry);
      if (swapped !== undefined) {
        pending -= 1;
        this.swap(swapped);
      }
      const wasBefore = was;
      if (!fresh.has(step)) was = step.resolution;
      const ever = valued !== -1 && i >= valued;
      if (swapped !== undefined || this.ranked || was !== wasBefore || i === valued || i === wasValued) {
        is = keptResolution(is, this.weigh(i, was, ever));
        // The one of old, where it is that again: nothing then differs.
        is = keptResolution(was, is);
      }
      step.resolution = is;
      if (is !== was) changed = [changed === null ? i : changed[0], i];
      const settled = valued === wasValued || (i >= valued && i >= wasValued && valued !== -1 && wasValued !== -1);
      if (pending === 0 && this.differences.size === 0 && settled && is === was) break;
    }
    for (const { was, is } of this.differences.values()) ranking.replace(was, is);
    return changed;
  }

  private swap(swapped: readonly Swap[]): void {
    const { differences } = this;
    for (const { speaker, which, shifts } of swapped) {
      for (const { slot, was, is } of shifts) {
        const key = `${speaker} ${slot}`;
        const difference = differences.get(key) ?? { was, is: was };
        difference[which] = is;
        if (difference.was === difference.is) differences.delete(key);
        else differences.set(key, difference);
      }
    }
  }

  private weigh(index: number, was: Resolution | null, everValued: boolean): Resolution | null {
    this.ranked = false;
    if (this.differences.size === 0) return was?.first === undefined || was.first === null ? unheld(everValued) : was;
    let resolution = was;
    for (const { was: gone, is: come } of this.differences.values()) {
      if (resolution === null || resolution.first === null || resolution.first.extent === null)
        return this.rank(index, everValued);
      const { first } = resolution;
      if (gone === first || clash(gone, first)) return this.rank(index, everValued);
      if (come === null || come.extent === null) continue;
      if (compareRank(come, first, this.fact.scales.policy) < 0) return this.rank(index, everValued);
      if (!clash(come, first)) continue;
      if (!resolution.clash || this.fact.scales.ruling !== null) return this.rank(index, everValued);
      resolution = this.widened(resolution, first, come);
    }
    return resolution;
  }

  /** A dispute that one more takes part in. */
  private widened(resolution: Resolution, first: Held, come: Held): Resolution {
    const clashes = new Clashes(this.fact.type);
    clashes.add(come);
    const gap = clashes.gap(first);
    return gap === null || gap <= (resolution.gap ?? -1) ? resolution : { ...resolution, gap };
  }

  private rank(index: number, everValued: boolean): Resolution | null {
    this.ranked = true;
    const { steps } = this.fact;
    const far = this.cursor === null || index - this.cursor.index > this.fact.voices.size;
    const cursor = far || this.cursor === null ? this.rankingBefore(index) : this.cursor;
    this.cursor = cursor;
    while (cursor.index < index) {
      cursor.index += 1;
      for (const { shifts } of steps[cursor.index]?.shifts ?? []) {
        for (const { was, is } of shifts) cursor.ranking.replace(was, is);
      }
    }
    return cursor.ranking.resolve(everValued);
  }

  /** All positions as they were when the instant of a step had not come yet. */
  private rankingBefore(index: number): { ranking: Ranking; index: number } {
    const { steps, type, scales, voices } = this.fact;
    const at = steps[index]?.move.entry.time ?? this.rewritten.at;
    const ranking = new Ranking(type, scales);
    for (const voice of voices.values()) for (const held of voice.heldBefore(at)) ranking.replace(null, held);
    return { ranking, index: this.fact.firstAt(at) - 1 };
  }
}

function clash(a: Held | null, b: Held): boolean {
  return a !== null && relatePositions(a, b) === 'conflicts';
}

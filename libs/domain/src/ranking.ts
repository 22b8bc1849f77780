import type { FactStatus, Head } from '#contracts';
import { carriesValue } from './claim.js';
import { Clashes } from './clashes.js';
import type { Held } from './position.js';
import { compareRank, type Scales } from './resolve.js';
import { Sorted } from './sorted.js';
import type { FactType } from './vocabulary.js';

/** What is held to be so. */
export interface Resolution {
  readonly head: Head;
  /** The position that the head rests on; `null` for what is withdrawn. */
  readonly first: Held | null;
  /** Whether a position conflicts with the first, be that settled by a ruling or not. */
  readonly clash: boolean;
  /** Whether the ruling settles it. */
  readonly settled: boolean;
  /** How far apart they are, where that can be said. */
  readonly gap: number | null;
}

const withdrawn: Head = {
  status: 'withdrawn',
  value: null,
  stance: null,
  speaker: null,
  statement: null,
  revision: null,
  ruling: null,
};

const nothingStands: Resolution = { head: withdrawn, first: null, clash: false, settled: false, gap: null };

/** Where no position stands. @param everValued whether any revision ever carried a claim with a value on the fact. */
export function unheld(everValued: boolean): Resolution | null {
  return everValued ? nothingStands : null;
}

/** The one of before, if the two are the same: then nobody has to look at more than that. */
export function keptResolution(before: Resolution | null, after: Resolution | null): Resolution | null {
  const same =
    before?.first === after?.first &&
    before?.head.status === after?.head.status &&
    before?.clash === after?.clash &&
    before?.settled === after?.settled &&
    before?.gap === after?.gap;
  return same ? before : after;
}

/** Everybody's positions on one fact, in rank order, and what comes of them. */
export class Ranking {
  private readonly valued: Sorted<Held>;
  private readonly undetermined: Sorted<Held>;
  private readonly undisclosed: Sorted<Held>;
  private readonly clashes: Clashes;
  /** Those that a ruling has not seen; `null` where there is none. */
  private readonly unseen: Clashes | null;

  constructor(
    type: FactType,
    private readonly scales: Scales,
  ) {
    const compare = (a: Held, b: Held) => compareRank(a, b, scales.policy);
    this.valued = new Sorted(compare);
    this.undetermined = new Sorted(compare);
    this.undisclosed = new Sorted(compare);
    this.clashes = new Clashes(type);
    this.unseen = scales.ruling === null ? null : new Clashes(type);
  }

  replace(was: Held | null, is: Held | null): void {
    if (was !== null) {
      this.listOf(was).remove(was);
      this.clashes.remove(was);
      if (this.isUnseen(was)) this.unseen?.remove(was);
    }
    if (is !== null) {
      this.listOf(is).add(is);
      this.clashes.add(is);
      if (this.isUnseen(is)) this.unseen?.add(is);
    }
  }

  resolve(everValued: boolean): Resolution | null {
    const first = this.valued.first;
    if (first === undefined) {
      const open = this.undetermined.first ?? this.undisclosed.first;
      if (open !== undefined)
        return resting(open, open.stance === 'undetermined' ? 'undetermined' : 'undisclosed', this.chosen(open));
      return unheld(everValued);
    }
    const chosen = this.chosen(first);
    const clash = this.clashes.with(first);
    if (!clash) return resting(first, statusOf(first), chosen);
    const settled = chosen !== null && this.unseen?.with(first) === false;
    const resolved = resting(first, settled ? statusOf(first) : 'contested', chosen);
    return { ...resolved, clash, settled, gap: this.clashes.gap(first) };
  }

  private chosen({ preferred }: Held): Scales['ruling'] {
    return preferred ? this.scales.ruling : null;
  }

  private listOf({ stance }: Held): Sorted<Held> {
    if (carriesValue(stance)) return this.valued;
    return stance === 'undetermined' ? this.undetermined : this.undisclosed;
  }

  private isUnseen({ recorded }: Held): boolean {
    return this.scales.ruling !== null && recorded >= this.scales.ruling.recorded;
  }
}

function statusOf({ stance }: Held): FactStatus {
  if (stance === 'suspected') return 'suspected';
  return stance === 'denied' ? 'denied' : 'established';
}

function resting(first: Held, status: FactStatus, chosen: Scales['ruling']): Resolution {
  const { stance, value, speaker, statement, revision } = first;
  const head = { status, value, stance, speaker, statement, revision, ruling: chosen?.ruling ?? null };
  return { head, first, clash: false, settled: false, gap: null };
}

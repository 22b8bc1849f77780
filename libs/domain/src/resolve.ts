import type { ClaimValue, FactStatus, Head, Instant, Ruling, Stance } from '#contracts';
import { carriesValue } from './claim.js';
import { canonicalJson, equalJson } from './json.js';
import { compareText } from './order.js';
import { rankOf, type Policy } from './policy.js';
import type { Position } from './position.js';
import { relate, type Relation } from './relate.js';
import type { Extent } from './value.js';

/** A desk's choice for one fact. */
export interface StandingRuling {
  readonly prefer:
    | { readonly speaker: string }
    | { readonly value: ClaimValue; readonly extent: Extent }
    | { readonly stance: Stance };
  readonly ruling: Ruling;
  readonly recorded: Instant;
}

/** What positions are weighed by. */
export interface Scales {
  readonly policy: Policy;
  readonly ruling: StandingRuling | null;
}

/** Whether a position is one that the desk's ruling chose. */
export function isPreferred({ speaker, stance, extent }: Position, ruling: StandingRuling | null): boolean {
  if (ruling === null) return false;
  const { prefer } = ruling;
  if ('speaker' in prefer) return speaker === prefer.speaker;
  if ('stance' in prefer) return stance === prefer.stance;
  return stance !== 'denied' && extent !== null && relate(extent, prefer.extent) === 'same';
}

function isDenialOfValue({ stance, type }: Position): boolean {
  return stance === 'denied' && type !== 'flag';
}

/** Negative where `a` goes before `b`. Those that carry no value go last. */
export function compareRank(a: Position, b: Position, { policy, ruling }: Scales): number {
  return (
    Number(carriesValue(b.stance)) - Number(carriesValue(a.stance)) ||
    Number(isPreferred(b, ruling)) - Number(isPreferred(a, ruling)) ||
    Number(isDenialOfValue(a)) - Number(isDenialOfValue(b)) ||
    rankOf(policy, b.fact, b.kind) - rankOf(policy, a.fact, a.kind) ||
    Number(a.stance === 'suspected') - Number(b.stance === 'suspected') ||
    Number(a.relayed) - Number(b.relayed) ||
    compareText(b.saidAt, a.saidAt) ||
    compareText(a.speaker, b.speaker) ||
    compareText(canonicalJson(a.value), canonicalJson(b.value))
  );
}

/**
 * How a position stands to another that carries a value, `null` where either has none.
 * A denial speaks of its own value only: it conflicts with whoever holds that, and with nothing else.
 */
export function relatePositions(a: Position, b: Position): Relation | null {
  if (a.extent === null || b.extent === null) return null;
  const opposed = (a.stance === 'denied') !== (b.stance === 'denied');
  const relation = relate(a.extent, b.extent);
  if (opposed) return relation === 'same' ? 'conflicts' : 'incomparable';
  return isDenialOfValue(a) && relation === 'conflicts' ? 'incomparable' : relation;
}

export interface Resolution {
  readonly head: Head;
  /** The position that the head rests on; `null` for what is withdrawn. */
  readonly first: Position | null;
}

const withdrawn: Resolution = {
  head: {
    status: 'withdrawn',
    value: null,
    stance: null,
    speaker: null,
    statement: null,
    revision: null,
    ruling: null,
  },
  first: null,
};

/**
 * What is held to be so, given everybody's positions on one fact; `null` where the fact is absent.
 * @param everValued whether any revision ever carried a claim with a value on it.
 */
export function resolve(positions: Iterable<Position>, everValued: boolean, scales: Scales): Resolution | null {
  let first: Position | undefined;
  let undetermined: Position | undefined;
  const all = [...positions];
  for (const position of all) {
    if (first === undefined || compareRank(position, first, scales) < 0) first = position;
    if (position.stance !== 'undetermined') continue;
    if (undetermined === undefined || compareRank(position, undetermined, scales) < 0) undetermined = position;
  }
  if (first === undefined) return everValued ? withdrawn : null;
  if (!carriesValue(first.stance))
    return rest(undetermined ?? first, null, undetermined ? 'undetermined' : 'undisclosed');
  const chosen = isPreferred(first, scales.ruling) ? scales.ruling : null;
  return rest(first, chosen, isContested(first, all, chosen) ? 'contested' : settledStatus(first));
}

function isContested(first: Position, positions: readonly Position[], chosen: StandingRuling | null): boolean {
  return positions.some(
    (position) =>
      position !== first &&
      relatePositions(position, first) === 'conflicts' &&
      (chosen === null || position.recorded >= chosen.recorded),
  );
}

function settledStatus({ stance }: Position): FactStatus {
  if (stance === 'suspected') return 'suspected';
  return stance === 'denied' ? 'denied' : 'established';
}

function rest(first: Position, chosen: StandingRuling | null, status: FactStatus): Resolution {
  const { stance, value, speaker, statement, revision } = first;
  const ruling = chosen?.ruling ?? null;
  return { head: { status, value, stance, speaker, statement, revision, ruling }, first };
}

export function equalHeads(a: Head | null, b: Head | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.status === b.status &&
    a.stance === b.stance &&
    a.speaker === b.speaker &&
    a.statement === b.statement &&
    a.revision === b.revision &&
    equalJson(a.value, b.value) &&
    equalJson(a.ruling, b.ruling)
  );
}

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
  readonly prefer: { readonly speaker: string } | { readonly value: ClaimValue; readonly extent: Extent } | { readonly stance: Stance };
  readonly ruling: Ruling;
  readonly recorded: Instant;
}

/** What positions are weighed by. */
export interface Scales {
  readonly policy: Policy;
  readonly ruling: StandingRuling | null;
}

function isPreferred({ assertion }: Position, ruling: StandingRuling | null): boolean {
  if (ruling === null) return false;
  const { prefer } = ruling;
  if ('speaker' in prefer) return assertion.speaker.id === prefer.speaker;
  if ('stance' in prefer) return assertion.stance === prefer.stance;
  return assertion.stance !== 'denied' && assertion.extent !== null && relate(assertion.extent, prefer.extent) === 'same';
}

function isDenialOfValue({ assertion }: Position): boolean {
  return assertion.stance === 'denied' && assertion.type !== 'flag';
}

/** Negative where `a` goes before `b`. Those that carry no value go last. */
export function compareRank(a: Position, b: Position, { policy, ruling }: Scales): number {
  const x = a.assertion;
  const y = b.assertion;
  return (
    Number(carriesValue(y.stance)) - Number(carriesValue(x.stance)) ||
    Number(isPreferred(b, ruling)) - Number(isPreferred(a, ruling)) ||
    Number(isDenialOfValue(a)) - Number(isDenialOfValue(b)) ||
    rankOf(policy, y.fact, y.speaker.kind) - rankOf(policy, x.fact, x.speaker.kind) ||
    Number(x.stance === 'suspected') - Number(y.stance === 'suspected') ||
    Number(x.relayed) - Number(y.relayed) ||
    compareText(b.saidAt, a.saidAt) ||
    compareText(x.speaker.id, y.speaker.id) ||
    compareText(canonicalJson(x.value), canonicalJson(y.value))
  );
}

/**
 * How a position stands to another that carries a value, `null` where either has none.
 * A denial speaks of its own value only: it conflicts with whoever holds that, and with nothing else.
 */
export function relatePositions(a: Position, b: Position): Relation | null {
  const x = a.assertion;
  const y = b.assertion;
  if (x.extent === null || y.extent === null) return null;
  const opposed = (x.stance === 'denied') !== (y.stance === 'denied');
  const relation = relate(x.extent, y.extent);
  if (opposed) return relation === 'same' ? 'conflicts' : 'incomparable';
  return isDenialOfValue(a) && relation === 'conflicts' ? 'incomparable' : relation;
}

export interface Resolution {
  readonly head: Head;
  /** The position that the head rests on; `null` for what is withdrawn. */
  readonly first: Position | null;
}

const withdrawn: Resolution = {
  head: { status: 'withdrawn', value: null, stance: null, speaker: null, statement: null, revision: null, ruling: null },
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
    if (position.assertion.stance !== 'undetermined') continue;
    if (undetermined === undefined || compareRank(position, undetermined, scales) < 0) undetermined = position;
  }
  if (first === undefined) return everValued ? withdrawn : null;
  if (!carriesValue(first.assertion.stance)) return rest(undetermined ?? first, null, undetermined ? 'undetermined' : 'undisclosed');
  const chosen = isPreferred(first, scales.ruling) ? scales.ruling : null;
  return rest(first, chosen, isContested(first, all, chosen) ? 'contested' : settledStatus(first));
}

function isContested(first: Position, positions: readonly Position[], chosen: StandingRuling | null): boolean {
  return positions.some(
    (position) =>
      position !== first &&
      relatePositions(position, first) === 'conflicts' &&
      (chosen === null || position.entry.recorded >= chosen.recorded),
  );
}

function settledStatus({ assertion }: Position): FactStatus {
  if (assertion.stance === 'suspected') return 'suspected';
  return assertion.stance === 'denied' ? 'denied' : 'established';
}

function rest(first: Position, chosen: StandingRuling | null, status: FactStatus): Resolution {
  const { stance, value, speaker } = first.assertion;
  const { statement, revision } = first;
  const ruling = chosen?.ruling ?? null;
  return { head: { status, value, stance, speaker: speaker.id, statement, revision, ruling }, first };
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


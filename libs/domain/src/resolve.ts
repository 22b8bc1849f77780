import type { ClaimValue, Head, Instant, Ruling, Stance } from '#contracts';
import { carriesValue, type Assertion } from './claim.js';
import { canonicalJson, equalJson } from './json.js';
import type { RecordEntry } from './logged-event.js';
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
  readonly entry: RecordEntry;
}

/** What positions are weighed by. */
export interface Scales {
  readonly policy: Policy;
  readonly ruling: StandingRuling | null;
}

/** Whether what is claimed is what the desk's ruling chose. */
export function isPreferred({ speaker, stance, extent }: Assertion, ruling: StandingRuling | null): boolean {
  if (ruling === null) return false;
  const { prefer } = ruling;
  if ('speaker' in prefer) return speaker.id === prefer.speaker;
  if ('stance' in prefer) return stance === prefer.stance;
  return stance !== 'denied' && extent !== null && relate(extent, prefer.extent) === 'same';
}

function isDenialOfValue({ stance, type }: Position): boolean {
  return stance === 'denied' && type !== 'flag';
}

/** Negative where `a` goes before `b`. Those that carry no value go last. */
export function compareRank(a: Position, b: Position, policy: Policy): number {
  return (
    Number(carriesValue(b.stance)) - Number(carriesValue(a.stance)) ||
    Number(b.preferred) - Number(a.preferred) ||
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

export function equalHeads(a: Head | null, b: Head | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a === b ||
    (a.status === b.status &&
      a.stance === b.stance &&
      a.speaker === b.speaker &&
      a.statement === b.statement &&
      a.revision === b.revision &&
      equalJson(a.value, b.value) &&
      equalJson(a.ruling, b.ruling))
  );
}

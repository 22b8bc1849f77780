import { isA, type Logged, type EventOf } from './event.js';
import type { Effective } from './corrected.js';
import { canonical, compare, sortedBy } from './order.js';
import { positionsOf } from './positions.js';
import { relate, type Relation } from './relate.js';
import { isFlag, rankOf, typeOf, type Rules } from './rules.js';
import { carriesValue, claimsOf, type Said, type Statement } from './statements.js';

export type Ruled = Logged<EventOf<'fact.ruled'>>;
export interface Head {
  readonly status: string;
  readonly value: unknown;
  readonly stance: string | null;
  readonly speaker: string | null;
  readonly statement: string | null;
  readonly revision: number | null;
  readonly ruling: {
    readonly reason: string;
    readonly recordedAt: string;
    readonly source: string;
    readonly id: string;
  } | null;
}
export interface Fact {
  readonly fact: string;
  readonly item: string | null;
  readonly head: Head;
  readonly publisher: string | null;
  /** In rank order, those without a value last. */
  readonly positions: readonly Said[];
  /** Whether a position conflicts with the first, whatever a ruling says of it. */
  readonly inConflict: boolean;
  /** The ruling that settles the conflict, if one does. */
  readonly settledBy: Ruled | null;
}

/** How a position relates to another that carries a value too. */
export function relationTo(first: Said, position: Said, rules: Rules): Relation | null {
  if (!carriesValue(first, rules) || !carriesValue(position, rules)) return null;
  const denials = [first, position].filter(({ stance }) => stance === 'denied').length;
  if (isFlag(first.fact, rules)) return denials === 1 ? 'conflicts' : 'same';
  if (first.value === null || position.value === null) return null;
  const values = relate(typeOf(first.fact, rules), position.value, first.value);
  if (denials === 0) return values;
  if (denials === 1) return values === 'same' ? 'conflicts' : 'incomparable';
  // Two denials may both be right, whatever they deny.
  return values === 'conflicts' ? 'incomparable' : values;
}

function isPreferred(position: Said, ruled: Ruled | undefined, rules: Rules): boolean {
  const prefer = ruled?.event.data.prefer ?? null;
  if (prefer === null) return false;
  if ('speaker' in prefer) return position.speaker.id === prefer.speaker;
  if ('stance' in prefer) return position.stance === prefer.stance;
  if (position.stance === 'denied' || position.value === null) return false;
  return relate(typeOf(position.fact, rules), position.value, prefer.value) === 'same';
}

/** Rule 6. */
function ranked(positions: readonly Said[], ruled: Ruled | undefined, rules: Rules): Said[] {
  const inOrder = [...positions].sort((a, b) => {
    // What ranks higher must be the smaller: so wishes are negated, and instants compared the other way round.
    const wishes = (said: Said) => [
      !carriesValue(said, rules),
      !isPreferred(said, ruled, rules),
      said.stance === 'denied' && !isFlag(said.fact, rules),
      -rankOf(said.speaker.kind, said.fact, rules),
      said.stance === 'suspected',
      said.relayed,
    ];
    return (
      compare(wishes(a), wishes(b)) ||
      compare([b.saidAt], [a.saidAt]) ||
      compare([a.speaker.id, canonical(a.value)], [b.speaker.id, canonical(b.value)])
    );
  });
  return inOrder;
}

const statusOf: Readonly<Record<string, string>> = {
  affirmed: 'established',
  denied: 'denied',
  suspected: 'suspected',
};

/** Rule 7, of one fact and item. `null` where nothing is held to be so, nor ever was. */
function factOf(claims: readonly Said[], ruled: Ruled | undefined, rules: Rules): Fact | null {
  const [any] = claims;
  if (any === undefined) return null;
  const { fact, item } = any;
  const positions = ranked(positionsOf(claims, rules), ruled, rules);
  const nothing = { value: null, stance: null, speaker: null, statement: null, revision: null, ruling: null };
  const quiet = { inConflict: false, settledBy: null, positions };
  if (positions.length === 0) {
    if (!claims.some((said) => carriesValue(said, rules))) return null;
    return { fact, item, head: { status: 'withdrawn', ...nothing }, publisher: null, ...quiet };
  }
  const valued = positions.find((said) => carriesValue(said, rules));
  const first =
    valued ??
    positions.find(({ stance }) => stance === 'undetermined') ??
    positions.find(({ stance }) => stance === 'undisclosed');
  if (first === undefined) throw new Error('a position without a value or a reason for it');
  const conflicting = positions.filter((said) => relationTo(first, said, rules) === 'conflicts');
  const inForce = ruled !== undefined && isPreferred(first, ruled, rules) ? ruled : null;
  const settledBy =
    inForce !== null && conflicting.every(({ revision }) => revision.told.recorded < inForce.recorded) ? inForce : null;
  const status =
    valued === undefined
      ? first.stance
      : conflicting.length > 0 && settledBy === null
        ? 'contested'
        : (statusOf[first.stance] ?? first.stance);
  const head: Head = {
    status,
    value: first.value,
    stance: first.stance,
    speaker: first.speaker.id,
    statement: first.statement.name,
    revision: first.revision.number,
    ruling:
      inForce === null
        ? null
        : {
            reason: inForce.event.data.reason,
            recordedAt: inForce.recorded,
            source: inForce.event.source,
            id: inForce.event.id,
          },
  };
  const publisher = first.revision.content.publisher.id;
  return { fact, item, head, publisher, positions, inConflict: conflicting.length > 0, settledBy };
}

/** All facts of an incident, by (fact, item). */
export function factsOf(
  incident: string,
  statements: readonly Statement[],
  effective: Effective,
  rules: Rules,
): Fact[] {
  const claims = claimsOf(statements, effective, rules);
  const rulings = effective.records.filter(isA('fact.ruled')).filter(({ event }) => event.subject === incident);
  const byFact = Map.groupBy(claims, ({ fact, item }) => JSON.stringify([fact, item]));
  const facts = [...byFact.values()].flatMap((own) => {
    const ruled = rulings.findLast(
      ({ event: { data } }) => data.fact === own[0]?.fact && (data.item ?? null) === own[0].item,
    );
    return factOf(own, ruled, rules) ?? [];
  });
  return sortedBy(facts, ({ fact, item }) => [fact, item]);
}

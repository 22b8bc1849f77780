import type { Head } from '#contracts';
import type { FactKey } from './claim.js';
import { addHolding, Fact, noRows, refoldFact, type FactRows, type Moved } from './fact.js';
import { eventKey } from './logged-event.js';
import { compareSource } from './order.js';
import type { Held } from './position.js';
import { equalJson } from './json.js';
import { equalHeads, type Scales } from './resolve.js';
import { insertionIndex } from './sorted.js';
import { differing, type Move } from './statement.js';
import type { FactType } from './vocabulary.js';
import type { Dispute } from './dispute.js';
import type { Holding } from './voice.js';

/** What an event made different in one fact. */
export interface FactEffect extends FactKey {
  readonly type: FactType;
  readonly before: Head | null;
  /** As it is since; `undefined` where nothing speaks of it any more. */
  readonly after: Fact | undefined;
  /** By speaker. */
  readonly moved: ReadonlyMap<string, Moved>;
  readonly rows: FactRows;
  /** Claims that were held before, whose date or echo is another now. */
  readonly redated: readonly Held[];
}

type Facts = Map<string, Fact>;

/** A move that is its statement's last. */
export function moveFact(facts: Facts, id: string, move: Move, scales: Scales): FactEffect {
  const known = facts.get(id);
  if (known !== undefined && !known.isAfterAll(move)) {
    const moves = [...known.moves];
    moves.splice(
      insertionIndex(moves, (each) => compareSource(each.entry, move.entry) > 0),
      0,
      move,
    );
    return refold(facts, id, known, moves, scales);
  }
  const fact = known ?? new Fact(keyOf([move]), scales);
  facts.set(id, fact);
  const before = fact.head;
  const rows = noRows();
  const moved = fact.advance(move, rows);
  return { ...keyOf(fact), before, after: fact, moved, rows, redated: [] };
}

/** All moves of a statement anew, where a late event has changed what it said when. */
export function moveStatement(
  facts: Facts,
  id: string,
  statement: string,
  moves: readonly Move[],
  scales: Scales,
): FactEffect {
  const known = facts.get(id);
  const others = known?.moves.filter((move) => move.statement !== statement) ?? [];
  const all = [...others, ...moves].sort((a, b) => compareSource(a.entry, b.entry));
  return refold(facts, id, known, all, scales);
}

function refold(facts: Facts, id: string, known: Fact | undefined, moves: readonly Move[], scales: Scales): FactEffect {
  const after = refoldFact(known === undefined ? keyOf(moves) : keyOf(known), moves, scales);
  facts.set(id, after);
  return describeFact(known, after);
}

function keyOf(of: readonly Move[] | Fact): FactKey & { readonly type: FactType } {
  const key = of instanceof Fact ? of : of.flatMap(({ assertions }) => assertions)[0];
  if (key === undefined) throw new Error('a fact that nobody has named');
  const { fact, item, type } = key;
  return { fact, item, type };
}

/** What differs between two folds of a fact. */
export function describeFact(before: Fact | undefined, after: Fact | undefined): FactEffect {
  const known = after ?? before;
  if (known === undefined) throw new Error('a fact that was not and is not');
  const rows = noRows();
  const spans = [before?.spans ?? [], after?.spans ?? []] as const;
  for (const at of differing(
    ...spans,
    (a, b) => a.from === b.from && a.to === b.to && equalHeads(a.head, b.head) && a.publisher === b.publisher,
  ))
    for (const list of spans) if (list[at] !== undefined) rows.spans.add(list[at].from);
  const disputes = [before?.disputes.all ?? [], after?.disputes.all ?? []] as const;
  for (const at of differing(...disputes, equalDisputes))
    for (const list of disputes) if (list[at] !== undefined) rows.disputes.add(list[at].from);
  const moved = new Map<string, Moved>();
  for (const speaker of new Set([...(before?.voices.keys() ?? []), ...(after?.voices.keys() ?? [])])) {
    const voices = [before?.voices.get(speaker), after?.voices.get(speaker)] as const;
    const [was, is] = voices.map((voice) => ({ main: voice?.main ?? null, count: voice?.count ?? 0 }));
    if (was !== undefined && is !== undefined) moved.set(speaker, { before: was, after: is });
    const slots = new Set(voices.flatMap((voice) => [...(voice?.holdings() ?? [])].map(([slot]) => slot)));
    for (const slot of slots) {
      const lists = [voices[0]?.holdingsIn(slot) ?? [], voices[1]?.holdingsIn(slot) ?? []] as const;
      for (const at of differing(...lists, equalHoldings))
        for (const list of lists) if (list[at] !== undefined) addHolding(rows, { speaker, slot, from: list[at].from });
    }
  }
  return { ...keyOf(known), before: before?.head ?? null, after, moved, rows, redated: redated(before, after) };
}

export function isEmpty({ rows, redated }: FactEffect): boolean {
  return rows.spans.size === 0 && rows.disputes.size === 0 && rows.holdings.size === 0 && redated.length === 0;
}

function equalDisputes(a: Dispute, b: Dispute): boolean {
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

function equalHoldings(a: Holding, b: Holding): boolean {
  return a.from === b.from && a.to === b.to && equalHeld(a.held, b.held);
}

function equalHeld(a: Held, b: Held): boolean {
  if (a === b) return true;
  const same =
    a.revision === b.revision &&
    a.saidAt === b.saidAt &&
    a.echo === b.echo &&
    a.preferred === b.preferred &&
    a.statement === b.statement;
  if (!same || (a.entry === b.entry && a.index === b.index)) return same;
  return (
    eventKey(a.entry) === eventKey(b.entry) &&
    a.stance === b.stance &&
    equalJson(a.value, b.value) &&
    a.kind === b.kind &&
    a.name === b.name &&
    a.publisher === b.publisher &&
    a.relayed === b.relayed &&
    a.recorded === b.recorded &&
    a.quote === b.quote
  );
}

function redated(before: Fact | undefined, after: Fact | undefined): Held[] {
  if (before === undefined || after === undefined) return [];
  const known = new Map(before.moves.map(({ entry }) => [eventKey(entry), entry]));
  return after.moves.flatMap(({ entry }) => {
    const old = known.get(eventKey(entry));
    if (old === undefined) return [];
    const claims = before.claimsBy(old);
    return after
      .claimsBy(entry)
      .filter((claim, i) => claim.saidAt !== claims[i]?.saidAt || claim.echo !== claims[i].echo);
  });
}

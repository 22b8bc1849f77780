import type { Head } from '#contracts';
import type { FactKey } from './claim.js';
import { equalDisputes } from './dispute.js';
import { equalFactSpans, Fact, type Moved } from './fact.js';
import { beginnings, noRows, noteHolding, noteRow, type FactRows } from './fact-rows.js';
import { revise } from './late-move.js';
import { eventKey } from './logged-event.js';
import type { Held } from './position.js';
import type { Scales } from './resolve.js';
import type { Move, Revised } from './move.js';
import type { FactType } from './vocabulary.js';
import { equalHoldings } from './slot.js';

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
    const speakers = known.saying.get(move.statement) ?? [];
    return { ...keyOf(known), ...revise(known, move.statement, { was: [], is: [move], speakers }) };
  }
  const fact = known ?? new Fact(keyOf([move]), scales);
  facts.set(id, fact);
  const before = fact.head;
  const rows = noRows();
  const moved = fact.advance(move, rows);
  const { fact: key, item, type } = fact;
  return { fact: key, item, type, before, after: fact, moved, rows, redated: [] };
}

/** What a statement says from some event on, where a late event has changed that. */
export function moveStatement(
  facts: Facts,
  id: string,
  statement: string,
  revised: Revised,
  scales: Scales,
): FactEffect {
  const fact = facts.get(id) ?? new Fact(keyOf(revised.is), scales);
  facts.set(id, fact);
  return { ...keyOf(fact), ...revise(fact, statement, revised) };
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
  for (const from of beginnings(before?.spans ?? [], after?.spans ?? [], equalFactSpans)) noteRow(rows.spans, from);
  const disputes = [before?.disputes.all ?? [], after?.disputes.all ?? []] as const;
  for (const from of beginnings(...disputes, equalDisputes)) rows.disputes.add(from);
  const moved = new Map<string, Moved>();
  for (const speaker of new Set([...(before?.voices.keys() ?? []), ...(after?.voices.keys() ?? [])])) {
    const voices = [before?.voices.get(speaker), after?.voices.get(speaker)] as const;
    const [was, is] = voices.map((voice) => ({ main: voice?.main ?? null, count: voice?.count ?? 0 }));
    if (was !== undefined && is !== undefined) moved.set(speaker, { before: was, after: is });
    const slots = new Set(voices.flatMap((voice) => [...(voice?.holdings() ?? [])].map(([slot]) => slot)));
    for (const slot of slots) {
      const lists = [voices[0]?.holdingsIn(slot) ?? [], voices[1]?.holdingsIn(slot) ?? []] as const;
      for (const from of beginnings(...lists, equalHoldings)) noteHolding(rows, { speaker, slot, from, isNew: false });
    }
  }
  return { ...keyOf(known), before: before?.head ?? null, after, moved, rows, redated: redated(before, after) };
}

export function isEmpty({ rows, redated }: FactEffect): boolean {
  return rows.spans.size === 0 && rows.disputes.size === 0 && rows.holdings.size === 0 && redated.length === 0;
}

function redated(before: Fact | undefined, after: Fact | undefined): Held[] {
  if (before === undefined || after === undefined) return [];
  const known = new Map(before.steps.map(({ move: { entry } }) => [eventKey(entry), entry]));
  return after.steps.flatMap(({ move: { entry } }) => {
    const old = known.get(eventKey(entry));
    if (old === undefined) return [];
    const claims = before.claimsBy(old);
    return after
      .claimsBy(entry)
      .filter((claim, i) => claim.saidAt !== claims[i]?.saidAt || claim.echo !== claims[i].echo);
  });
}

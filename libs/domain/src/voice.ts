import type { Instant } from '#contracts';
import type { Assertion } from './claim.js';
import type { SourceEntry } from './logged-event.js';
import { Origins, repeats } from './origins.js';
import { denialOf, equalHeld, hold, mainSlot, slotOf, type Held } from './position.js';
import { insertTurn, type Retold } from './late-turn.js';
import { compareSource } from './order.js';
import { appended, insertionIndex } from './sorted.js';
import { isPreferred, type Scales } from './resolve.js';
import { positionIn, Slot, type Holding, type Tail, type OnChanged } from './slot.js';
import type { Move } from './move.js';
import type { Shift, Turn } from './turn.js';

/** What one speaker says of one fact: its claims that stand, and the positions that come of them. */
export class Voice {
  private readonly origins = new Origins();
  private readonly slots = new Map<string, Slot>();
  private turns: Turn[] = [];
  /** By statement, its claims that stand. */
  private readonly standing = new Map<string, readonly Held[]>();
  /** How many positions it holds now. */
  count = 0;

  constructor(
    private readonly speaker: string,
    private readonly scales: Scales,
  ) {}

  /** What it affirms, suspects, or leaves open; of a flag, denies. */
  get main(): Held | null {
    return this.slots.get(mainSlot)?.held ?? null;
  }

  get positions(): Held[] {
    return [...this.slots.values()].flatMap(({ held }) => held ?? []);
  }

  claimsBy(entry: SourceEntry): readonly Held[] {
    const turn = this.turns[insertionIndex(this.turns, ({ move }) => compareSource(move.entry, entry) > 0) - 1];
    return turn?.move.entry === entry ? turn.added : [];
  }

  *holdings(): Generator<readonly [slot: string, holding: Holding]> {
    for (const [slot, { holdings }] of this.slots) for (const holding of holdings) yield [slot, holding];
  }

  holdingsIn(slot: string): readonly Holding[] {
    return this.slots.get(slot)?.holdings ?? [];
  }

  /** What it held when an instant had not come yet. */
  heldBefore(at: Instant): Held[] {
    const positions: Held[] = [];
    for (const slot of this.slots.values()) {
      const held = slot.heldBefore(at);
      if (held !== null) positions.push(held);
    }
    return positions;
  }

  /**
   * Applies a move that comes after all before it.
   * @param known the claims of the move as they were held, where it is applied anew: what is the same stays the same object.
   */
  advance(move: Move, known: readonly Held[] = []): Turn {
    const gone = this.standing.get(move.statement) ?? [];
    const { added, origins } = this.say(move, known);
    const turn = { move, gone, added, shifts: this.shift(gone, added, move.entry), origins };
    this.turns = appended(this.turns, turn);
    this.stand(move.statement, added);
    return turn;
  }

  /**
   * Takes back every move from an instant on.
   * @returns what they did, in their order.
   */
  rewind(at: Instant): Turn[] {
    const undone: Turn[] = [];
    for (let turn = this.turns.at(-1); turn !== undefined && turn.move.entry.time >= at; turn = this.turns.at(-1)) {
      this.turns.pop();
      undone.push(turn);
      this.undo(turn);
    }
    return undone.reverse();
  }

  /** Cuts off what was held in a slot from an instant on, and says what that was. */
  cut(name: string, at: Instant): Tail {
    return this.slot(name).cut(at);
  }

  /** Notes what it holds in a slot from `at` on. */
  note(name: string, at: Instant, onChanged: OnChanged = () => undefined): void {
    this.slot(name).note(at, onChanged);
  }

  /**
   * Puts a move of a statement into the past that is the last of that statement, and of which nothing stood before;
   * `null` where another claim would be an echo of it, and must be heard anew.
   */
  insert(move: Move): Retold | null {
    const assertions = move.assertions.filter(({ speaker }) => speaker.id === this.speaker);
    const slots = new Set(assertions.map(slotOf));
    if (assertions.length === 0 || slots.size < assertions.length || this.standing.has(move.statement)) return null;
    const isFirst = (assertion: Assertion) => this.origins.of(assertion, move.entry) === undefined;
    if (assertions.some((assertion) => isFirst(assertion) && this.isRepeated(assertion, move))) return null;
    const { added, origins } = this.say(move, []);
    this.stand(move.statement, added);
    for (const slot of slots) this.slot(slot);
    const stands = (claim: Held) => this.standing.get(claim.statement)?.includes(claim) === true;
    const turn = { move, gone: [], added, shifts: [], origins };
    const retold = insertTurn({ slots: this.slots, turns: this.turns, stands }, turn);
    for (const [name] of retold.holdings) this.place(name, this.slot(name).held, this.positionIn(name));
    return retold;
  }

  private say(move: Move, known: readonly Held[]): Pick<Turn, 'added' | 'origins'> {
    let origins: Held[] = [];
    let added: Held[] = [];
    for (const assertion of move.assertions) {
      if (assertion.speaker.id !== this.speaker) continue;
      const origin = this.origins.of(assertion, move.entry);
      const now = this.hold(assertion, move, origin);
      const held = known.find((each) => each.index === now.index && equalHeld(each, now)) ?? now;
      added = appended(added, held);
      // Whatever repeats this claim repeats its origin too, and that comes first.
      if (origin !== undefined) continue;
      this.origins.add(held);
      origins = appended(origins, held);
    }
    return { added, origins };
  }

  /** Whether a claim that could be an echo of this one comes after it. */
  private isRepeated(claim: Assertion, move: Move): boolean {
    return this.turns.some(
      ({ move: { entry, assertions } }) =>
        assertions.some((each) => each.speaker.id === this.speaker && canEcho(each) && repeats(each, claim)) &&
        compareSource(entry, move.entry) > 0,
    );
  }

  /**
   * A relayed claim without `saidAt` whose value is the same as, or broader than, that of an earlier claim of its speaker
   * with the same stance is an echo of the first such: so a stale or rounding article that repeats an old figure reopens nothing.
   */
  private hold(assertion: Assertion, move: Move, origin: Held | undefined): Held {
    const echo = origin !== undefined && canEcho(assertion);
    const saidAt = echo ? origin.saidAt : (assertion.saidAt ?? move.entry.time);
    return hold(assertion, move, { saidAt, echo, preferred: isPreferred(assertion, this.scales.ruling) });
  }

  private shift(gone: readonly Held[], added: readonly Held[], entry: SourceEntry): Shift[] {
    const before = this.top(mainSlot);
    for (const claim of gone) this.slot(slotOf(claim)).claims.remove(claim);
    for (const claim of added) this.slot(slotOf(claim)).claims.add(claim);
    const spoken = new Set([...gone, ...added].map(slotOf));
    for (const slot of spoken) this.slot(slot).noteTop(entry);
    const reached = new Set([mainSlot, ...spoken]);
    // A value and its denial: whichever stands, the other does not.
    if (this.slots.size > 1) {
      for (const main of [before, this.top(mainSlot)]) {
        const denial = denialOf(main);
        if (denial !== null && this.slots.has(denial)) reached.add(denial);
      }
    }
    let shifts: Shift[] = [];
    for (const slot of reached) {
      const is = this.positionIn(slot);
      const was = this.slots.get(slot)?.held ?? null;
      if (was === is) continue;
      this.place(slot, was, is);
      shifts = appended(shifts, { slot, was, is });
    }
    return shifts;
  }

  private undo({ move, gone, added, shifts, origins }: Turn): void {
    for (const claim of added) this.slot(slotOf(claim)).claims.remove(claim);
    for (const claim of gone) this.slot(slotOf(claim)).claims.add(claim);
    for (const claim of [...gone, ...added]) this.slot(slotOf(claim)).forgetTop(move.entry);
    for (const { slot, was, is } of shifts) this.place(slot, is, was);
    for (const claim of origins) this.origins.remove(claim);
    this.stand(move.statement, gone);
  }

  private place(slot: string, was: Held | null, is: Held | null): void {
    this.slot(slot).held = is;
    this.count += Number(is !== null) - Number(was !== null);
  }

  private stand(statement: string, claims: readonly Held[]): void {
    if (claims.length > 0) this.standing.set(statement, claims);
    else this.standing.delete(statement);
  }

  private positionIn(name: string): Held | null {
    return this.slots.size > 1 ? positionIn(name, (each) => this.top(each)) : this.top(name);
  }

  private top(slot: string): Held | null {
    return this.slots.get(slot)?.top ?? null;
  }

  private slot(name: string): Slot {
    const slot = this.slots.get(name) ?? new Slot();
    this.slots.set(name, slot);
    return slot;
  }
}

function canEcho({ relayed, saidAt }: Assertion): boolean {
  return relayed && saidAt === null;
}

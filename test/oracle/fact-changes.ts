import { speakerIn } from './cause.js';
import { nameOf, type Logged } from './event.js';
import type { Fact, Head } from './facts.js';
import type { Incident } from './incident.js';
import { equal, sortedBy } from './order.js';
import { isFlag, typeOf, type Rules } from './rules.js';

export interface FactChange {
  readonly kind: string;
  readonly fact: string;
  readonly item: string | null;
  readonly before: Head | null;
  readonly after: Head | null;
  readonly relabelledFrom: string | null;
  readonly speaker: string | null;
}

const hasValue = (head: Head | null): head is Head =>
  head !== null && ['established', 'suspected', 'denied', 'contested'].includes(head.status);

function kindOf(before: Head | null, after: Head | null): string {
  if (!hasValue(before) && hasValue(after)) return 'fact.asserted';
  if (hasValue(before) && !hasValue(after)) return 'fact.withdrawn';
  if (!hasValue(before) || !hasValue(after)) {
    return after === null || after.status === 'withdrawn' ? 'fact.withdrawn' : 'fact.raised';
  }
  const passes = (before.stance === 'denied') !== (after.stance === 'denied');
  if (!equal(before.value, after.value) || passes) return 'fact.changed';
  const [was, is] = [before.status === 'contested', after.status === 'contested'];
  return was === is ? 'fact.restated' : is ? 'fact.contested' : 'fact.settled';
}

/** That a speaker affirms or suspects exactly this value. */
function holds({ positions }: Fact, speaker: string, value: unknown): boolean {
  return positions.some((said) => said.speaker.id === speaker && said.stance !== 'denied' && equal(said.value, value));
}

function relabelledFrom({ fact, item, head }: Fact, before: Incident, after: Incident, rules: Rules): string | null {
  const { speaker, value } = head;
  if (isFlag(fact, rules) || speaker === null || value === null) return null;
  const movedAway = (other: Fact) => {
    const now = after.facts.find((one) => one.fact === other.fact && one.item === other.item);
    return holds(other, speaker, value) && (now === undefined || !holds(now, speaker, value));
  };
  const others = before.facts.filter(
    (other) => (other.fact !== fact || other.item !== item) && typeOf(other.fact, rules) === typeOf(fact, rules),
  );
  return others.find(movedAway)?.fact ?? null;
}

/** What differs between two views of an incident, by (fact, item). */
export function factChanges(before: Incident, after: Incident, { event }: Logged, rules: Rules): FactChange[] {
  const names = new Map(
    [...before.facts, ...after.facts].map(({ fact, item }) => [JSON.stringify([fact, item]), { fact, item }]),
  );
  const changes = [...names.values()].flatMap(({ fact, item }): FactChange[] => {
    const find = ({ facts }: Incident) => facts.find((one) => one.fact === fact && one.item === item) ?? null;
    const [was, is] = [find(before)?.head ?? null, find(after)?.head ?? null];
    if (equal(was, is)) return [];
    const now = find(after);
    return [
      {
        kind: kindOf(was, is),
        fact,
        item,
        // What a redaction takes out of sight is not told once more.
        before: nameOf(event) === 'statement.redacted' ? null : was,
        after: is,
        relabelledFrom: now === null ? null : relabelledFrom(now, before, after, rules),
        // A redaction has no head before it: it tells nothing of what it took.
        speaker:
          speakerIn(event, fact, item) ?? (nameOf(event) === 'statement.redacted' ? null : (was?.speaker ?? null)),
      },
    ];
  });
  return sortedBy(changes, ({ fact, item }) => [fact, item]);
}

import { Chance } from '../../oracle/chance.js';
import type { Event } from '../../oracle/event.js';
import type { Form } from './history.js';
import { invalidEvent } from './invalid.js';
import { poisonRecord, type Poison } from './poison.js';
import { partitionOf, storyOf } from './stories.js';

export interface Sendable {
  readonly event: Record<string, unknown>;
  readonly valid: boolean;
}
export interface RequestWork {
  readonly kind: 'request';
  readonly form: Form;
  /** Of a stream: a line of the answer for every event. */
  readonly all: boolean;
  readonly events: readonly Sendable[];
}
export interface PoisonWork {
  readonly kind: 'poison';
  readonly key: string;
  readonly partition: number;
  readonly mark: string;
  readonly poison: Poison;
}
/** One event, and how long it takes until it is applied: behind a poison record in its partition, or behind none. */
export interface ProbeWork {
  readonly kind: 'probe';
  readonly beside: 'poison' | 'nothing';
  readonly behind: PoisonWork | null;
  readonly request: RequestWork;
}
export type Work = RequestWork | PoisonWork | ProbeWork;

const open = 6;
const largest = { one: 1, batch: 30, lines: 60 };

/** Everything that the clients of a seed ever send, in order: nothing of it depends on time or on answers. */
export function* workOf(seed: number, partitions: number): Generator<Work> {
  const chance = new Chance(seed);
  let told = 0;
  const stories = Array.from({ length: open }, () => next());
  const recent: RequestWork[] = [];
  for (let n = 0; ; n++) {
    if (n % 23 === 22) yield poison(n, subject());
    if (n % 7 === 6) yield probe(n, n % 14 === 6);
    if (recent.length > 0 && chance.is(0.08)) yield chance.of(recent);
    const work = request(n);
    recent.push(work);
    if (recent.length > 20) recent.shift();
    yield work;
  }

  function next(): { rest: Event[]; subject: string } {
    const story = storyOf(seed, told++, partitions);
    return { rest: story, subject: story[0]?.subject ?? '' };
  }

  function subject(): string {
    return chance.of(stories).subject;
  }

  function poison(n: number, key: string): PoisonWork {
    const mark = `poison-${seed}-${n}`;
    return {
      kind: 'poison',
      key,
      partition: partitionOf(key, partitions),
      mark,
      poison: poisonRecord(chance, key, mark),
    };
  }

  function probe(n: number, poisoned: boolean): ProbeWork {
    const events = some(1);
    const key = String(events[0]?.event['subject']);
    const request: RequestWork = { kind: 'request', form: 'one', all: false, events };
    const behind = poisoned ? poison(-n, key) : null;
    return { kind: 'probe', beside: poisoned ? 'poison' : 'nothing', behind, request };
  }

  function request(n: number): RequestWork {
    const form = chance.weighted<Form>({ one: 5, batch: 3, lines: 2 });
    const size = 1 + chance.below(largest[form]);
    const events: Sendable[] = [];
    while (events.length < size) events.push(...some(size - events.length));
    // One that is not valid: alone, or between others.
    if (chance.is(0.12)) {
      const invalid = { event: invalidEvent(chance, subject(), `invalid-${seed}-${n}`), valid: false };
      events.splice(chance.below(events.length + 1), form === 'one' ? 1 : 0, invalid);
      if (form === 'one') events.splice(0, events.length, invalid);
    }
    return { kind: 'request', form, all: chance.is(0.5), events };
  }

  /** The next events of one story; another begins where it ends. */
  function some(most: number): Sendable[] {
    const at = chance.below(open);
    const story = stories[at] ?? next();
    const taken = story.rest.splice(0, Math.min(most, 1 + chance.below(8)));
    if (story.rest.length === 0) stories[at] = next();
    return taken.map((event) => ({ event: event as unknown as Record<string, unknown>, valid: true }));
  }
}

import type { Cause, FactChange, Head, Stance } from '#contracts';
import { partiesOf, speakerOf } from './claim.js';
import type { FactEffect } from './fact-effect.js';
import { compareFacts, type Effect, type IncidentState } from './incident-state.js';
import { equalJson } from './json.js';
import { isSourceEntry, type LoggedEvent } from './logged-event.js';
import type { Position } from './position.js';
import { equalHeads } from './resolve.js';

/**
 * An incident that is merged away tells no facts: whoever kept them has been told to drop them, so that when it comes back
 * they come from nothing. What a redaction took out of sight is not told once more.
 */
export function factChanges(
  logged: LoggedEvent,
  { id, books }: IncidentState,
  was: { readonly mergedInto: string | null },
  effect: Effect,
  about: { incident: string; version: number },
  cause: Cause,
): FactChange[] {
  if (books.merged.has(id)) return [];
  const assertions = assertionsBy(logged);
  const redacts = logged.event.type === 'disclosure.statement.redacted.v1';
  const touched = [...effect.facts.values()].sort(compareFacts);
  return touched.flatMap((reached): FactChange[] => {
    const before = was.mergedInto === null ? reached.before : null;
    const after = reached.after?.head ?? null;
    if (equalHeads(before, after)) return [];
    const { fact, item } = reached;
    const speaker =
      assertions.find((said) => said.fact === fact && said.item === item)?.speaker.id ??
      (redacts ? null : (before?.speaker ?? null));
    const relabelledFrom = relabelled(reached, touched);
    const shown = redacts ? null : before;
    return [
      {
        ...about,
        kind: kindOf(before, after),
        fact,
        item,
        before: shown,
        after,
        relabelledFrom,
        cause: { ...cause, speaker },
      },
    ];
  });
}

/** What an event claims: a source event as it was received, a correction by its content. */
function assertionsBy(logged: LoggedEvent): readonly { fact: string; item: string | null; speaker: { id: string } }[] {
  if (isSourceEntry(logged)) return logged.assertions;
  const { data } = logged.event;
  if (!('content' in data) || data.content === undefined) return [];
  const { publisher, claims } = data.content;
  const parties = partiesOf(data.content);
  return claims.flatMap((claim) => {
    const speaker = speakerOf(claim, publisher, parties);
    return speaker === undefined ? [] : [{ fact: claim.fact, item: claim.item ?? null, speaker }];
  });
}

function hasValue(head: Head | null): head is Valued {
  return head !== null && (head.stance === 'affirmed' || head.stance === 'suspected' || head.stance === 'denied');
}

type Valued = Head & { stance: Exclude<Stance, 'undetermined' | 'undisclosed'> };

/** Of two heads that differ. */
export function kindOf(before: Head | null, after: Head | null): FactChange['kind'] {
  if (!hasValue(before)) {
    if (hasValue(after)) return 'fact.asserted';
    return after === null || after.status === 'withdrawn' ? 'fact.withdrawn' : 'fact.raised';
  }
  if (!hasValue(after)) return 'fact.withdrawn';
  if ((before.stance === 'denied') !== (after.stance === 'denied') || !equalJson(before.value, after.value))
    return 'fact.changed';
  if (before.status !== 'contested' && after.status === 'contested') return 'fact.contested';
  return before.status === 'contested' && after.status !== 'contested' ? 'fact.settled' : 'fact.restated';
}

/** The first other fact of the same type from which the event moved the speaker away, where it held exactly this value. */
function relabelled(reached: FactEffect, touched: readonly FactEffect[]): string | null {
  const { type } = reached;
  const head = reached.after?.head ?? null;
  if (!hasValue(head) || head.speaker === null || type === 'flag') return null;
  const { speaker, value } = head;
  const holds = (position: Position | null) =>
    position !== null &&
    (position.stance === 'affirmed' || position.stance === 'suspected') &&
    equalJson(position.value, value);
  const source = touched.find(
    (other) =>
      other !== reached &&
      other.type === type &&
      holds(other.moved.get(speaker)?.before.main ?? null) &&
      !holds(other.moved.get(speaker)?.after.main ?? null),
  );
  return source?.fact ?? null;
}

import { isSource, keyOf, offsetOf, statementOf, type Claim, type Event, type Logged } from './event.js';
import { instant } from './instant.js';
import type { Statement } from './statements.js';

/** Whether a source event was effective before another of the same incident that was applied before it. */
export function isLate(logged: Logged, before: readonly Logged[]): boolean {
  if (!isSource(logged)) return false;
  return before.some(
    (earlier) =>
      isSource(earlier) &&
      earlier.event.subject === logged.event.subject &&
      instant(logged.event.time) < instant(earlier.event.time),
  );
}

/** The number of the revision that an event made. */
export function revisionBy({ event }: Logged, statements: readonly Statement[]): number | null {
  const made = statements
    .flatMap(({ revisions }) => revisions)
    .find(({ told }) => keyOf(told.logged.event) === keyOf(event));
  return made?.number ?? null;
}

/** The speaker of the event's first claim on a fact and item. */
export function speakerIn({ data }: Event, fact: string, item: string | null): string | null {
  const content = 'claims' in data ? data : 'content' in data ? data.content : undefined;
  const claim = content?.claims.find((one: Claim) => one.fact === fact && (one.item ?? null) === item);
  if (content === undefined || claim === undefined) return null;
  const { speaker = content.publisher } = claim;
  return typeof speaker === 'string' ? speaker : speaker.id;
}

/** A change's cause; `speaker` is that of the event's first claim on the fact, else of what was held before. */
export function causeOf(
  logged: Logged,
  {
    revision,
    speaker,
    late,
  }: { readonly revision: number | null; readonly speaker: string | null; readonly late: boolean },
) {
  const { subject, source, id, type } = logged.event;
  const statement = statementOf(logged.event);
  return { subject, source, id, type, offset: offsetOf(logged), statement, revision, speaker, late };
}
export type Cause = ReturnType<typeof causeOf>;

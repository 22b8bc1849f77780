import { instantOf, parseInstant, type DisclosureEvent } from '#contracts';
import { defaultPolicy, defaultVocabulary, fold, logEvent } from '#domain';
import type { FactRow } from './store.js';

/** What the fold says of these events, incident by incident, as the examples write it down. */
export function folded(lines: readonly string[]): Record<string, FactRow[]> {
  const rules = { policy: defaultPolicy, vocabulary: defaultVocabulary };
  const logged = lines.map((line, i) => {
    const event = JSON.parse(line) as DisclosureEvent;
    const recorded = parseInstant(event.recordedtime ?? '') ?? instantOf(0);
    return logEvent(event, recorded, { partition: 0, offset: BigInt(i) }, defaultVocabulary);
  });
  const facts: Record<string, FactRow[]> = {};
  for (const [incident, events] of Map.groupBy(logged, ({ subject }) => subject)) {
    const held = fold(events, incident, rules).facts.map(
      ({ fact, item, status, value, stance, speaker, statement, revision, ruling, positions }) => {
        return { fact, item, status, value, stance, speaker, statement, revision, ruling, positions: positions.length };
      },
    );
    if (held.length > 0) facts[incident] = held;
  }
  return facts;
}

import { parseInstant, type DisclosureEvent } from '#contracts';
import { apply, defaultPolicy, defaultVocabulary, logEvent, type IncidentState, type LoggedEvent } from '#domain';

export const rules = { policy: defaultPolicy, vocabulary: defaultVocabulary };

/** Milliseconds that each event takes in the domain alone. */
export function applyAll(lines: readonly string[]): number[] {
  const states = new Map<string, IncidentState>();
  return lines.map(toLogged).map((logged) => {
    const from = performance.now();
    apply(states, logged, rules);
    return performance.now() - from;
  });
}

function toLogged(line: string, offset: number): LoggedEvent {
  const event = JSON.parse(line) as DisclosureEvent;
  const recorded = parseInstant(event.recordedtime ?? '') ?? event.time;
  return logEvent(event, recorded, { partition: 0, offset: BigInt(offset) }, rules.vocabulary);
}

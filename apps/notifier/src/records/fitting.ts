import type { IncidentView } from '#contracts';

/** Of the topic's 16 MiB a record; the rest is for its envelope and headers. */
const largest = 12 * 1024 * 1024;

/** Nothing bounds the items of an open list, so a state may be larger than a record: then it lists fewer positions a fact. */
const positions = [5, 1, 0];

/** The state as JSON, within `limit` bytes. A state that is too large without any position lists its first facts only. */
export function fittingState(incident: IncidentView, limit = largest): string {
  const whole = JSON.stringify(incident);
  if (Buffer.byteLength(whole) <= limit) return whole;
  for (const most of positions) {
    const text = JSON.stringify({
      ...incident,
      facts: incident.facts.map((fact) => ({ ...fact, positions: fact.positions.slice(0, most) })),
    });
    if (Buffer.byteLength(text) <= limit) return text;
  }
  const bare = incident.facts.map((fact) => ({ ...fact, positions: [] }));
  for (let most = bare.length >> 1; ; most >>= 1) {
    const text = JSON.stringify({
      ...incident,
      contested: incident.contested.slice(0, most),
      facts: bare.slice(0, most),
    });
    if (most === 0 || Buffer.byteLength(text) <= limit) return text;
  }
}

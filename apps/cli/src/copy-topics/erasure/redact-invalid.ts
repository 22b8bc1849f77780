import type { Redaction } from '#domain';
import { isObject, type JsonObject } from './json.js';

/** What is no valid event may carry the parts all the same: they go from where they would stand. */
export function redactInvalid(event: JsonObject, redactions: readonly Redaction[]): JsonObject {
  const parts = new Set(redactions.flatMap((redaction) => [...redaction.parts]));
  const data: unknown = event['data'];
  if (!isObject(data)) return event;
  const { content } = data;
  const redacted = withoutParts(data, parts);
  return { ...event, data: isObject(content) ? { ...redacted, content: withoutParts(content, parts) } : redacted };
}

function withoutParts(content: JsonObject, parts: ReadonlySet<string>): JsonObject {
  const kept = Object.entries(content).filter(
    ([member]) => !(['body', 'title', 'url'].includes(member) && parts.has(member)),
  );
  const { claims } = content;
  if (!Array.isArray(claims)) return Object.fromEntries(kept);
  return { ...Object.fromEntries(kept), claims: claims.flatMap((claim: unknown) => withoutClaim(claim, parts)) };
}

function withoutClaim(claim: unknown, parts: ReadonlySet<string>): unknown[] {
  if (!isObject(claim)) return [claim];
  if (typeof claim['fact'] === 'string' && parts.has(claim['fact'])) return [];
  const { quote: _, ...quoteless } = claim;
  return [parts.has('quotes') ? quoteless : claim];
}

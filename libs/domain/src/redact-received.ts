type JsonObject = Readonly<Record<string, unknown>>;

/** What is no valid event may carry the parts of a redaction all the same: they go from where they would stand. */
export function redactReceived(event: JsonObject, parts: ReadonlySet<string>): JsonObject {
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

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import type { EventName } from '#persistence';

/** Which event a record of the log says it is; `null` where that cannot be read. */
export function eventNameOf(value: Buffer | null): EventName | null {
  const parsed = parse(value);
  if (typeof parsed !== 'object' || parsed === null) return null;
  const [subject, source, id] = ['subject', 'source', 'id'].map((name) => {
    const member: unknown = Reflect.get(parsed, name);
    return typeof member === 'string' && member.isWellFormed() && !member.includes('\0') ? member : null;
  });
  if (typeof subject !== 'string' || typeof source !== 'string' || typeof id !== 'string') return null;
  return { subject, source, id };
}

function parse(value: Buffer | null): unknown {
  try {
    return value === null ? null : JSON.parse(value.toString());
  } catch {
    return null;
  }
}

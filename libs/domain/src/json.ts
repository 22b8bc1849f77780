import serialize from 'canonicalize';

/** Canonical JSON (RFC 8785): equal as text exactly where two values are equal as JSON. */
export function canonicalJson(value: unknown): string {
  return serialize(value) ?? 'null';
}

export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object') return false;
  return canonicalJson(a) === canonicalJson(b);
}

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function textAt(value: unknown, member: string): string | null {
  const found: unknown = isObject(value) ? value[member] : null;
  return typeof found === 'string' ? found : null;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** As the projector decodes a record; `undefined` for what is no JSON. */
export function parseBytes(bytes: Buffer | null): unknown {
  try {
    return bytes === null ? undefined : JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}

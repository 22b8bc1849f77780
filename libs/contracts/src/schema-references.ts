export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

export interface SchemaReferences {
  /** The schema as a document tells it: `$ref` wherever a named one stands in it. */
  readonly refer: (schema: object) => Json;
  /** Those referred to so far, and what they refer to, by name. */
  readonly components: () => Readonly<Record<string, Json>>;
}

/** Named schemas are known by what they say, as TypeBox copies what it builds with. The first of two that say the same gives the name. */
export function schemaReferences(named: Readonly<Record<string, object>>): SchemaReferences {
  const names = new Map<string, string>();
  for (const [name, schema] of Object.entries(named)) {
    const text = JSON.stringify(schema);
    if (!names.has(text)) names.set(text, name);
  }
  const used = new Map<string, Json>();
  const refer = (value: Json): Json => {
    if (typeof value !== 'object' || value === null) return value;
    const name = names.get(JSON.stringify(value));
    if (name === undefined) return inside(value);
    if (!used.has(name)) {
      used.set(name, null);
      used.set(name, inside(value));
    }
    return { $ref: `#/components/schemas/${name}` };
  };
  const inside = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(refer);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      // `instant` is our name for what JSON Schema has none for: date-time with at most six fractional digits.
      Object.entries(value).map(([key, member]) => [
        key,
        key === 'format' && member === 'instant' ? 'date-time' : refer(member),
      ]),
    );
  };
  return {
    refer: (schema) => refer(JSON.parse(JSON.stringify(schema)) as Json),
    components: () => Object.fromEntries([...used].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

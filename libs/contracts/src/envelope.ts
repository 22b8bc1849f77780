import { Type, type Static, type TSchema } from 'typebox';
import { Id, InstantText } from './primitives.js';

/**
 * What makes a CloudEvent one of ours. Extension attributes of the sender's pass through untouched;
 * `recordedtime` is ours. Source: CloudEvents 1.0.2, JSON event format.
 */
function envelope<const Name extends string, Data extends TSchema>(type: Name, data: Data) {
  return Type.Object(
    {
      specversion: Type.Literal('1.0'),
      id: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]*$' }),
      // A source is part of a key of the database, whose index entries end at 2,700 bytes.
      source: Type.String({ minLength: 1, maxLength: 1000, format: 'uri-reference' }),
      type: Type.Literal(type),
      subject: Id,
      time: InstantText,
      datacontenttype: Type.Optional(Type.String({ pattern: '^application/([a-z0-9.+-]+\\+)?json *(;.*)?$' })),
      dataschema: Type.Optional(Type.String({ format: 'uri' })),
      recordedtime: Type.Optional(InstantText),
      data,
    },
    {
      propertyNames: { pattern: '^[a-z0-9]+$' },
      additionalProperties: { type: ['string', 'integer', 'boolean', 'null'] },
    },
  );
}

/** A schema, the name of its CloudEvents type and, by inference, the TypeScript type: one value. */
export interface EventDefinition<Name extends string = string, Data extends TSchema = TSchema> {
  readonly type: Name;
  readonly data: Data;
  readonly schema: JsonSchema;
}

/** A JSON Schema (2020-12) of a whole event. */
export type JsonSchema = Readonly<Record<string, unknown>> & { readonly $id: string };

export interface CloudEvent<Name extends string, Data> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: Name;
  readonly subject: string;
  readonly time: string;
  readonly recordedtime?: string;
  readonly data: Data;
}

export type EventOf<D> = D extends EventDefinition<infer Name, infer Data> ? CloudEvent<Name, Static<Data>> : never;

const dialect = 'https://json-schema.org/draft/2020-12/schema';

export function defineEvent<const Name extends string, Data extends TSchema>(name: Name, version: 1, data: Data) {
  const type = `disclosure.${name}.v${version}` as const;
  const schema: JsonSchema = { $schema: dialect, $id: `/v1/schemas/${type}`, title: type, ...envelope(type, data) };
  return { type, data, schema } satisfies EventDefinition;
}

/** The schema as part of another one: an `$id` may stand in a document once only. */
export function partOf({ $schema: _, $id: __, ...schema }: JsonSchema & { readonly $schema?: unknown }) {
  return schema;
}

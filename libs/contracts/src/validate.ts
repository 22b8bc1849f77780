import { fullFormats } from 'ajv-formats/dist/formats.js';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { events, type DisclosureEvent } from './events/catalogue.js';
import { parseInstant } from './instant.js';

/** What is wrong, and where: `pointer` is a JSON pointer into the event. */
export interface ValidationError {
  readonly pointer: string;
  readonly message: string;
}

const formats = {
  instant: (text: string) => parseInstant(text) !== null,
  uri: fullFormats.uri ?? true,
  'uri-reference': fullFormats['uri-reference'] ?? true,
} as const;

const options = { strict: true, strictTypes: false, formats, verbose: true } as const;
// The first error is enough to refuse; only what is refused is gone through for all of them.
const first = new Ajv2020(options);
const all = new Ajv2020({ ...options, allErrors: true });

type Validator = ValidateFunction<DisclosureEvent>;
const validators = new Map<string, { first: Validator; all: () => Validator }>(
  events.map(({ type, schema }) => [
    type,
    {
      first: first.compile<DisclosureEvent>(schema),
      all: () => all.getSchema<DisclosureEvent>(schema.$id) ?? all.compile<DisclosureEvent>(schema),
    },
  ]),
);

const maxErrors = 20;

export type Validation =
  | { readonly kind: 'valid'; readonly event: DisclosureEvent }
  | { readonly kind: 'unknown-type' | 'invalid'; readonly errors: readonly ValidationError[] };

/** Checks an event against the schema that its type names; what only a vocabulary knows is the domain's to check. */
export function validateSchema(value: unknown): Validation {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'invalid', errors: [{ pointer: '', message: 'must be a CloudEvent object' }] };
  }
  const type: unknown = 'type' in value ? value.type : undefined;
  if (typeof type !== 'string') return { kind: 'invalid', errors: [{ pointer: '/type', message: 'must be a string' }] };
  const validator = validators.get(type);
  if (validator === undefined) {
    return {
      kind: 'unknown-type',
      errors: [{ pointer: '/type', message: `is no event type of this pipeline: ${type.slice(0, 200)}` }],
    };
  }
  if (validator.first(value)) return { kind: 'valid', event: value };
  const every = validator.all();
  every(value);
  return { kind: 'invalid', errors: (every.errors ?? []).filter(isCause).slice(0, maxErrors).map(describe) };
}

/** Drops the errors that only say that a part failed which has errors of its own. */
function isCause(error: ErrorObject): boolean {
  return error.keyword !== 'if' && error.keyword !== 'anyOf' && error.propertyName === undefined;
}

function describe(error: ErrorObject): ValidationError {
  const params = error.params as Record<string, unknown>;
  const at = error.instancePath;
  switch (error.keyword) {
    case 'required':
      return { pointer: `${at}/${String(params['missingProperty'])}`, message: 'is missing' };
    case 'additionalProperties':
      return {
        pointer: `${at}/${escape(String(params['additionalProperty']))}`,
        message: 'is not a member that the schema names',
      };
    case 'propertyNames':
      return {
        pointer: `${at}/${escape(String(params['propertyName']))}`,
        message: 'must be named by lower-case letters and digits',
      };
    case 'enum':
      return { pointer: at, message: `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}` };
    case 'const':
      return { pointer: at, message: `must be ${JSON.stringify(params['allowedValue'])}` };
    case 'format':
      return { pointer: at, message: formatMessages[String(params['format'])] ?? 'has the wrong format' };
    default:
      return { pointer: at, message: error.message ?? 'is not valid' };
  }
}

const formatMessages: Readonly<Record<string, string>> = {
  instant: 'must be an RFC 3339 instant of the years 0001 to 9999 with at most six fractional digits',
  'uri-reference': 'must be a URI reference',
  uri: 'must be a URI',
};

function escape(member: string): string {
  return member.replaceAll('~', '~0').replaceAll('/', '~1');
}

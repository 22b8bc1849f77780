import { fullFormats } from 'ajv-formats/dist/formats.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseInstant, type Json } from '#contracts';

interface ExampleCheck {
  readonly isAnswer: boolean;
  readonly errors: readonly string[];
}

interface WithExamples {
  readonly schema: object;
  readonly examples: Readonly<Record<string, { readonly value: Json }>>;
}

interface Message {
  readonly headers: object;
  readonly payload: object;
  readonly examples: readonly { readonly headers: Json; readonly payload: Json }[];
}

/** Every example in a document against the schema beside it. */
export function exampleChecks(document: Json): readonly ExampleCheck[] {
  const ajv = new Ajv2020({
    strict: false,
    formats: {
      'date-time': (text: string) => parseInstant(text) !== null,
      uri: fullFormats.uri ?? true,
      'uri-reference': fullFormats['uri-reference'] ?? true,
    },
  });
  ajv.addSchema(document as object, 'document');
  const validate = (schema: object, value: Json, where: string): string[] => {
    const check = ajv.compile(absolute(schema) as object);
    if (check(value)) return [];
    return (check.errors ?? []).map(({ instancePath, message }) => `${where}${instancePath} ${message ?? ''}`);
  };
  const checks: ExampleCheck[] = [];
  const visit = (node: Json, path: readonly string[]): void => {
    if (typeof node !== 'object' || node === null) return;
    const where = path.join('/');
    if (hasExamples(node)) {
      for (const { value } of Object.values(node.examples)) {
        checks.push({
          isAnswer: path.includes('responses'),
          errors: linesOf(node.schema, value).flatMap(([schema, line]) => validate(schema, line, where)),
        });
      }
    } else if (isMessage(node)) {
      for (const { headers, payload } of node.examples) {
        checks.push({ isAnswer: false, errors: validate(node.headers, headers, where) });
        checks.push({ isAnswer: false, errors: validate(node.payload, payload, where) });
      }
    } else for (const [name, member] of Object.entries(node)) visit(member, [...path, name]);
  };
  visit(document, []);
  return checks;
}

/** Of NDJSON, each line against the schema of a line; of all else, the whole. */
function linesOf(schema: object, value: Json): readonly (readonly [object, Json])[] {
  if (!('contentSchema' in schema)) return [[schema, value]];
  const lines = typeof value === 'string' ? value.trimEnd().split('\n') : [];
  return lines.map((line) => [schema.contentSchema as object, JSON.parse(line) as Json]);
}

function absolute(schema: object): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/'));
}

function hasExamples(node: object): node is WithExamples {
  return 'schema' in node && 'examples' in node;
}

function isMessage(node: object): node is Message {
  return 'payload' in node && 'examples' in node;
}

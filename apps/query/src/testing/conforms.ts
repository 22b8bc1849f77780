import { fullFormats } from 'ajv-formats/dist/formats.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { TSchema } from 'typebox';
import { parseInstant } from '#contracts';

const ajv = new Ajv2020({
  strict: true,
  strictTypes: false,
  allErrors: true,
  formats: {
    uri: fullFormats.uri ?? true,
    'uri-reference': fullFormats['uri-reference'] ?? true,
    instant: (text: string) => parseInstant(text) === text,
  },
});

/** What of an answer is not as its published schema says: nothing, if all is well. Instants must be as the pipeline writes them. */
export function violations(schema: TSchema, answer: unknown): readonly string[] {
  const validate = ajv.compile(schema);
  validate(answer);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

import { Ajv2020 } from 'ajv/dist/2020.js';
import type { TSchema } from 'typebox';
import { ChangeView, parseInstant } from '#contracts';

const ajv = new Ajv2020({
  strict: true,
  strictTypes: false,
  allErrors: true,
  formats: { instant: (text: string) => parseInstant(text) === text },
});

const wholeChange = JSON.stringify(ChangeView);

/** The changes that specs seed only stand for whole ones, which test/api has. */
function withAnyChange(schema: TSchema): object {
  return JSON.parse(JSON.stringify(schema), (_name, member: unknown) =>
    JSON.stringify(member) === wholeChange ? { type: 'object' } : member,
  ) as object;
}

/** What of an answer is not as its published schema says: nothing, if all is well. Instants must be as the pipeline writes them. */
export function violations(schema: TSchema, answer: unknown): readonly string[] {
  const validate = ajv.compile(withAnyChange(schema));
  validate(answer);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

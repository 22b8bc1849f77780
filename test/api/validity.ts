import specs from '@asyncapi/specs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import type { Json } from '#contracts';

/** Against the official meta-schemas of OpenAPI 3.1 and AsyncAPI 3.0: nothing, if all is well. */
export async function validity(document: Json): Promise<readonly unknown[]> {
  if (typeof document === 'object' && document !== null && 'asyncapi' in document) return asyncApi(document);
  const { valid, errors } = await new Validator().validate(
    JSON.parse(JSON.stringify(document)) as Record<string, unknown>,
  );
  return valid ? [] : [errors].flat();
}

function asyncApi(document: Json): readonly unknown[] {
  // Draft 7, with formats of its own, which are not what is in question.
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile(specs.schemasWithoutId['3.0.0'] as object);
  return validate(document) ? [] : (validate.errors ?? []);
}

import { Id } from '#contracts';
import { factPattern } from './parameters.js';
import type { ParameterInfo } from '#service';

/** By the name that routes give them; what is none of these is not found. */
export const pathParameters: Readonly<Record<string, ParameterInfo>> = {
  incident: { schema: Id, expects: 'the id of an incident', example: 'panasonic-2021' },
  statement: {
    schema: { type: 'string', minLength: 1, maxLength: 401 },
    expects: 'the id of a statement; that of one recorded under another incident is <incident>/<statement>',
    example: 'techcrunch-1',
  },
  revision: { schema: { type: 'integer', minimum: 1, maximum: 2 ** 31 - 1 }, expects: 'counts from 1', example: 2 },
  speaker: { schema: Id, expects: 'the id of a party', example: 'panasonic' },
  fact: {
    schema: { type: 'string', pattern: factPattern },
    expects: 'a fact of the vocabulary; one item of it: <fact>[<item>]',
    example: 'timeline.began',
  },
  offset: {
    schema: { type: 'string', pattern: '^\\d{1,9}@\\d{1,19}$' },
    expects: '<partition>@<offset> in disclosure.events.v1',
  },
};

import { parseInstant, type Instant } from '#contracts';
import type { Vocabulary } from '#domain';
import type { IncidentFilter, IncidentPlace } from '#persistence';
import { listCursor } from '../http/list-cursor.js';
import { optional, repeated } from '../http/parameter.js';
import { isStorable, limit, optionalBoolean, optionalInstant, parseId, repeatedId } from '../http/parameters.js';
import { invalidQuery, type QueryOf } from '../http/query.pipe.js';
import { readFactFilter } from './fact-filter.js';
import { mostWords, parseSearch } from './search-words.js';

export const incidentCursor = listCursor<IncidentPlace>(
  ({ at, id }) => [at, id],
  (json) => {
    if (!Array.isArray(json)) return undefined;
    const [at, id] = json as readonly unknown[];
    if (!isInstant(at) || typeof id !== 'string' || parseId(id) === undefined) return undefined;
    return { at, id };
  },
);

function isInstant(value: unknown): value is Instant {
  return typeof value === 'string' && parseInstant(value) === value;
}

const label = (text: string) => (text !== '' && text.length <= 2_000 && isStorable(text) ? text : undefined);

export const incidentsQuery = {
  organisation: repeatedId,
  sector: repeatedId,
  country: repeated(
    'must be two capital letters (ISO 3166-1); several must all hold',
    (text) => (/^[A-Z]{2}$/.test(text) ? text : undefined),
    { type: 'string', pattern: '^[A-Z]{2}$' },
  ),
  tag: repeated('must be 1 to 2,000 characters; several must all hold', label, {
    type: 'string',
    minLength: 1,
    maxLength: 2_000,
  }),
  speaker: repeatedId,
  contested: optionalBoolean,
  fact: repeated('must be like exposure.people>=1000000; several must all hold', label, {
    type: 'string',
    minLength: 1,
    maxLength: 2_000,
  }),
  q: optional(`must be 1 to ${mostWords} words`, (text) => (parseSearch(text) === undefined ? undefined : text), {
    type: 'string',
    minLength: 1,
    maxLength: 2_000,
  }),
  updatedSince: optionalInstant,
  asOf: optionalInstant,
  limit,
  cursor: incidentCursor.parameter,
};

/** @throws Problem that names what is wrong. */
export function incidentFilter(query: QueryOf<typeof incidentsQuery>, vocabulary: Vocabulary): IncidentFilter {
  const { contested, q, updatedSince, asOf } = query;
  if (q !== null && asOf !== null) {
    const without = (other: string) => `cannot go with ${other}: what is past is not searched for words`;
    throw invalidQuery([
      { parameter: 'q', message: without('asOf') },
      { parameter: 'asOf', message: without('q') },
    ]);
  }
  const read = query.fact.map((text) => readFactFilter(text, vocabulary));
  const wrong = read.filter((each) => typeof each === 'string');
  if (wrong.length > 0) throw invalidQuery(wrong.map((message) => ({ parameter: 'fact', message })));
  return {
    organisations: query.organisation,
    sectors: query.sector,
    countries: query.country,
    tags: query.tag,
    speakers: query.speaker,
    facts: read.filter((each) => typeof each !== 'string'),
    phrases: (q === null ? undefined : parseSearch(q)) ?? [],
    contested,
    updatedSince,
    asOf,
  };
}

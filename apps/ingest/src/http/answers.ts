import { EventSchema, EventVerdicts, LinesRecorded, LinesValidated, LineVerdict } from '#contracts';
import { Answers, type AnswerInfo, type OperationInfo, type Schema } from '#service';

const lines = (description: string, line: Schema): Schema => ({
  type: 'string',
  description,
  contentMediaType: 'application/x-ndjson',
  contentSchema: line,
});

const body = {
  'application/cloudevents+json': EventSchema,
  'application/cloudevents-batch+json': { type: 'array', minItems: 1, maxItems: 1_000, items: EventSchema },
  'application/x-ndjson': lines('an event a line; blank lines are left out', EventSchema),
};

const json = (description: string): AnswerInfo => ({ description, content: { 'application/json': EventVerdicts } });

const ndjson = (end: Schema) => ({
  'application/x-ndjson': lines(
    'one for each event that was not taken (or for every event, if asked), and last the summary: ' +
      'an answer without one was cut off',
    { oneOf: [LineVerdict, end] },
  ),
});

const shared = {
  tag: 'Events',
  query: { results: { schema: { enum: ['all'] }, expects: 'all: NDJSON is answered with a line for every event' } },
  body,
  problems: ['invalid-query', 'unreadable-body', 'too-large', 'unsupported-media-type'],
} as const satisfies Partial<OperationInfo>;

export const AnswersRecorded = Answers({
  ...shared,
  id: 'recordEvents',
  summary: 'Record events',
  description:
    'An event, a batch of at most 1,000, or a stream of lines. `recorded` means acknowledged by all in-sync replicas; ' +
    'what is sent again is recorded again, and applied once.',
  answers: {
    200: { description: 'NDJSON: answered while it is read', content: ndjson(LinesRecorded) },
    201: json('All are recorded'),
    207: json('Some are recorded'),
    422: json('None is valid'),
    503: {
      ...json('Some could not be appended in time; sending them again is safe'),
      headers: { 'Retry-After': { schema: { type: 'integer', minimum: 0 }, expects: 'in seconds' } },
    },
  },
});

export const AnswersValidated = Answers({
  ...shared,
  id: 'validateEvents',
  summary: 'Check events, and record nothing',
  answers: {
    200: {
      description: 'All are valid; or NDJSON',
      content: { 'application/json': EventVerdicts, ...ndjson(LinesValidated) },
    },
    207: json('Some are valid'),
    422: json('None is valid'),
  },
});

import { problemCatalogue, problemKind, type ProblemCode } from '../problems/catalogue.js';
import { PROBLEM_MEDIA_TYPE } from '../problems/problem-details.js';
import type { AnswerInfo, Schema } from './answers.js';
import type { Route } from './routes.js';

const pointed = {
  type: 'object',
  required: ['pointer', 'message'],
  properties: { pointer: { type: 'string' }, message: { type: 'string' } },
};
const named = {
  type: 'object',
  required: ['parameter', 'message'],
  properties: { parameter: { type: 'string' }, message: { type: 'string' } },
};

/** RFC 9457; a problem may have further members. */
const Problem = {
  type: 'object',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string', description: 'stable: what a program decides by' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    errors: { type: 'array', items: { anyOf: [pointed, named] } },
  },
};

/** One schema for each problem of the catalogue. */
export const problemSchemas: Readonly<Record<string, Schema>> = {
  Problem,
  ...Object.fromEntries(codes().map((code) => [`Problem.${code}`, problemSchema(code)])),
};

/** What no controller has a say in. */
const ofAnyRoute: readonly ProblemCode[] = [
  'unreadable-request',
  'request-timeout',
  'headers-too-large',
  'internal',
  'unavailable',
];

export function problemResponses({
  operation,
  pathParameters,
  queryParameters,
  needs,
}: Route): ReadonlyMap<number, AnswerInfo> {
  const ofPath: ProblemCode[] = pathParameters.length > 0 ? ['invalid-url', 'url-too-long'] : [];
  const ofQuery: ProblemCode[] = queryParameters === null ? [] : ['invalid-query'];
  const ofCaller: ProblemCode[] = needs === 'anybody' ? [] : ['unauthorized', 'forbidden', 'rate-limited'];
  const possible = new Set<ProblemCode>([
    ...ofAnyRoute,
    ...ofCaller,
    ...ofPath,
    ...ofQuery,
    ...(operation.problems ?? []),
  ]);
  const byStatus = Map.groupBy(
    codes().filter((code) => possible.has(code)),
    (code) => problemCatalogue[code].status,
  );
  return new Map([...byStatus].map(([status, those]) => [status, response(those)]));
}

function response(those: readonly ProblemCode[]): AnswerInfo {
  const schemas = those.map(problemSchema);
  const [only = Problem] = schemas;
  const waits = those.every((code) => problemKind(code).headers?.['retry-after'] !== undefined);
  return {
    description: those.map((code) => problemCatalogue[code].title).join('; '),
    content: { [PROBLEM_MEDIA_TYPE]: schemas.length === 1 ? only : { oneOf: schemas } },
    ...(waits
      ? { headers: { 'Retry-After': { schema: { type: 'integer', minimum: 0 }, expects: 'in seconds' } } }
      : {}),
  };
}

function problemSchema(code: ProblemCode): Schema {
  const { title, status } = problemCatalogue[code];
  return {
    allOf: [Problem],
    properties: { type: { const: `/problems/${code}` }, title: { const: title }, status: { const: status } },
  };
}

function codes(): readonly ProblemCode[] {
  return Object.keys(problemCatalogue) as ProblemCode[];
}

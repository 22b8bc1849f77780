import { STATUS_CODES } from 'node:http';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Every problem there is, and the only place that knows HTTP statuses. A `type` is `/problems/<code>`, for ever. */
export const problemCatalogue = {
  'invalid-request': { status: 400, title: 'Request is not valid' },
  'invalid-query': { status: 400, title: 'Query parameter is not valid' },
  'invalid-url': { status: 400, title: 'URL is not valid' },
  'unreadable-body': { status: 400, title: 'Body cannot be read' },
  'unreadable-request': { status: 400, title: 'Request cannot be read' },
  unauthorized: { status: 401, title: 'Credentials are needed', headers: { 'www-authenticate': 'Bearer' } },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method is not allowed here' },
  'not-acceptable': { status: 406, title: 'No representation is acceptable' },
  'request-timeout': { status: 408, title: 'Request took too long to arrive' },
  conflict: { status: 409, title: 'Conflict with what is there' },
  'too-large': { status: 413, title: 'Too large' },
  'url-too-long': { status: 414, title: 'URL is too long' },
  'unsupported-media-type': { status: 415, title: 'Content type is not supported' },
  'invalid-event': { status: 422, title: 'Event is not valid' },
  'unknown-type': { status: 422, title: 'Event type is not known' },
  'rate-limited': { status: 429, title: 'Too many requests', headers: { 'retry-after': '1' } },
  'headers-too-large': { status: 431, title: 'Headers are too large' },
  internal: { status: 500, title: 'Something went wrong here' },
  unavailable: { status: 503, title: 'Not available for now', headers: { 'retry-after': '1' } },
  'offset-not-reached': {
    status: 503,
    title: 'Offset is not applied so far',
    headers: { 'retry-after': '1' },
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problemCatalogue;

export function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(problemCatalogue, code);
}

export function problemKind(code: ProblemCode): ProblemKind {
  return problemCatalogue[code];
}

/** The first of the catalogue with that status speaks for it; a class of statuses has its most general one. */
export function problemCodeOf(status: number): ProblemCode {
  const codes = Object.keys(problemCatalogue).filter(isProblemCode);
  const exact = codes.find((code) => problemCatalogue[code].status === status);
  return exact ?? (status >= 400 && status < 500 ? 'invalid-request' : 'internal');
}

export function statusLine(code: ProblemCode): string {
  const { status } = problemCatalogue[code];
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`;
}

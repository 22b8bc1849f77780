import type { Form, HistoryLine, ToldResult } from './history.js';
import { credentials } from '../../oracle/pipeline/target.js';
import type { RequestWork as Request } from './work.js';

type Answered = Omit<Extract<HistoryLine, { kind: 'answered' }>, 'kind' | 'request' | 'at'>;
export type Outcome =
  | { readonly kind: 'answered'; readonly answer: Answered; readonly again: boolean }
  | { readonly kind: 'unknown'; readonly reason: string };

const types: Record<Form, string> = {
  one: 'application/cloudevents+json',
  batch: 'application/cloudevents-batch+json',
  lines: 'application/x-ndjson',
};

function bodyOf({ form, events }: Request): string {
  const texts = events.map(({ event }) => JSON.stringify(event));
  return form === 'one' ? (texts[0] ?? '') : form === 'batch' ? `[${texts.join(',')}]` : texts.join('\n');
}

/** What came of it, as far as the client can know. */
export async function send(url: string, request: Request, timeout: number, key?: string): Promise<Outcome> {
  try {
    const query = request.form === 'lines' && request.all ? '?results=all' : '';
    const response = await fetch(`${url}/v1/events${query}`, {
      method: 'POST',
      headers: { 'content-type': types[request.form], ...credentials(key) },
      body: bodyOf(request),
      signal: AbortSignal.timeout(timeout),
    });
    const text = await response.text();
    return read(request, response.status, text);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { kind: 'unknown', reason: `${String(error)}${cause}` };
  }
}

interface Result {
  readonly line?: number;
  readonly status: string;
  readonly offset?: string;
}
const told = ({ status, offset }: Result): ToldResult => ({ status, offset: offset ?? null });

function read(request: Request, status: number, text: string): Outcome {
  if (request.form === 'lines' && status === 200) return readLines(request, text);
  const { results } = parse(text) as { results?: readonly Result[] };
  if (results === undefined && status >= 500) return { kind: 'unknown', reason: `${status} ${text.slice(0, 200)}` };
  const answer = {
    status,
    results: (results ?? request.events.map(() => ({ status: 'rejected' }))).map(told),
    offsets: [],
  };
  return { kind: 'answered', answer, again: status >= 500 || status === 429 };
}

/** Lines of what went wrong, or of all; an answer without a summary was cut off. */
function readLines(request: Request, text: string): Outcome {
  const lines = text.trim().split('\n').map(parse) as (Result & { lines?: number; offsets?: string[] })[];
  const summary = lines.pop();
  if (summary?.lines === undefined) return { kind: 'unknown', reason: 'the answer was cut off' };
  const byLine = new Map(lines.map((line) => [line.line, line]));
  const results = request.events.map((_, i) => {
    const line = byLine.get(i + 1);
    if (line !== undefined) return told(line);
    return i < (summary.lines ?? 0) && !request.all ? { status: 'recorded', offset: null } : null;
  });
  const answer = { status: 200, results, offsets: summary.offsets ?? [] };
  return { kind: 'answered', answer, again: results.some((result) => result === null || result.status === 'failed') };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

import type { EventProblem } from '#contracts';
import { ApiError, type Api } from '../target/api.js';
import { pause } from '../terminal/pause.js';
import type { Line } from './read-groups.js';

export interface RefusedLine {
  readonly line: number;
  readonly source: string | null;
  readonly id: string | null;
  readonly problem: EventProblem;
  /** As it stands in the file. */
  readonly text: string | null;
}

export interface SentGroup {
  readonly recorded: number;
  readonly refused: readonly RefusedLine[];
  readonly offsets: readonly string[];
}

export interface SendOptions {
  readonly giveUpAfterMs: number;
  readonly stop: AbortSignal;
  /** Told before each pause. */
  readonly onRetry: (why: string, pauseMs: number) => void;
}

interface AnswerLine {
  readonly line: number;
  readonly source: string | null;
  readonly id: string | null;
  readonly status: 'rejected' | 'failed';
  readonly problem: EventProblem;
}

interface Summary {
  readonly lines: number;
  readonly recorded: number;
  readonly stoppedAt: number | null;
  readonly offsets: readonly string[];
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;
const AGAIN = new Set([0, 408, 429, 500, 502, 503, 504]);

/**
 * Sends until every line is recorded or refused. What was cut off is sent again: that makes copies in the log, which are
 * applied once. Rejects when nothing has gone forward for too long, or when it is told to stop.
 */
export async function sendGroup(api: Api, lines: readonly Line[], options: SendOptions): Promise<SentGroup> {
  const refused = lines.filter(({ text }) => text === null).map(tooLong);
  const offsets: string[] = [];
  let recorded = 0;
  let pending = lines.filter(({ text }) => text !== null);
  let wait = FIRST_PAUSE_MS;
  let moved = Date.now();
  while (pending.length > 0) {
    const answer = await send(api, pending);
    if (!('error' in answer)) {
      const { verdicts, summary } = answer;
      const at = (line: number): Line | undefined => pending[line - 1];
      refused.push(
        ...verdicts.filter(({ status }) => status === 'rejected').map((one) => toRefused(one, at(one.line))),
      );
      recorded += summary.recorded;
      offsets.push(...summary.offsets);
      const failed = verdicts.filter(({ status }) => status === 'failed').flatMap(({ line }) => at(line) ?? []);
      const left = [...failed, ...(summary.stoppedAt === null ? [] : pending.slice(summary.stoppedAt))];
      if (left.length < pending.length) [moved, wait] = [Date.now(), FIRST_PAUSE_MS];
      pending = left;
      if (pending.length === 0) break;
    }
    const error = 'error' in answer ? answer.error : new ApiError(503, 'the log does not take them', null);
    if (!AGAIN.has(error.status) || Date.now() - moved > options.giveUpAfterMs || options.stop.aborted) throw error;
    const milliseconds = error.retryAfter === null ? wait : Math.max(wait, error.retryAfter * 1_000);
    options.onRetry(error.message, milliseconds);
    await pause(milliseconds, options.stop);
    wait = Math.min(wait * 2, LONGEST_PAUSE_MS);
  }
  return { recorded, refused: refused.sort((a, b) => a.line - b.line), offsets };
}

type Answer = { readonly verdicts: readonly AnswerLine[]; readonly summary: Summary } | { readonly error: ApiError };

async function send(api: Api, lines: readonly Line[]): Promise<Answer> {
  const newline = Buffer.from('\n');
  const body = Buffer.concat(lines.flatMap(({ text }) => (text === null ? [] : [text, newline])));
  try {
    const text = await api.text('/v1/events', { method: 'POST', type: 'application/x-ndjson', body });
    const verdicts = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AnswerLine | Summary);
    const summary = verdicts.pop();
    if (summary === undefined || !('lines' in summary)) throw new ApiError(0, 'the answer was cut off', null);
    return { verdicts: verdicts as AnswerLine[], summary };
  } catch (error) {
    if (error instanceof ApiError) return { error };
    if (error instanceof SyntaxError) return { error: new ApiError(0, 'the answer was cut off', null) };
    throw error;
  }
}

function toRefused({ source, id, problem }: AnswerLine, line: Line | undefined): RefusedLine {
  return { line: line?.number ?? 0, source, id, problem, text: line?.text?.toString() ?? null };
}

function tooLong({ number }: Line): RefusedLine {
  const problem = { type: '/problems/too-large', title: 'Too large', detail: 'The line is longer than any event' };
  return { line: number, source: null, id: null, problem, text: null };
}

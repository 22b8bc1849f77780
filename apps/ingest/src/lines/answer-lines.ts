import { Readable } from 'node:stream';
import type { Examined, Settle } from '../core/ingest.js';
import type { Received } from '../core/received.js';
import type { Verdict } from '../core/verdict.js';
import { toResult } from '../http/result.js';
import { Handover } from './handover.js';
import { readGroups, type Group } from './read-groups.js';
import { Summary, type Purpose } from './summary.js';

export interface LinesOptions {
  readonly purpose: Purpose;
  readonly examine: (received: Received) => Examined;
  readonly settle: Settle;
  /** A line for every event, not only for those that went wrong. */
  readonly all: boolean;
  readonly shutdown: AbortSignal;
}

const MOST_UNRECORDED = 1_000;
// Enough to fill the appender's next call while one is under way.
const UNDER_WAY_BYTES = 4 * 1024 * 1024;
const ANSWER_BYTES = 64 * 1024;

/** NDJSON in, NDJSON out, in the same order and at a constant amount of memory. */
export function answerLines(stream: Readable, options: LinesOptions): Readable {
  // What only tells what went wrong is bounded, and all of it is kept: a client may send everything before it reads.
  const highWaterMark = options.all ? ANSWER_BYTES : Number.MAX_SAFE_INTEGER;
  return Readable.from(answers(stream, options), { objectMode: false, highWaterMark });
}

async function* answers(stream: Readable, options: LinesOptions): AsyncGenerator<string> {
  const summary = new Summary(options.purpose);
  const enough = new AbortController();
  const groups = new Handover<Group>(UNDER_WAY_BYTES);
  const { examine, settle, shutdown } = options;
  const stop = AbortSignal.any([shutdown, enough.signal]);
  const reading = readGroups(stream, groups, { examine, settle, stop, mostRejections: MOST_UNRECORDED });
  reading.catch(() => undefined);
  for await (const { numbers, verdicts } of groups) {
    const settled = await verdicts;
    for (const verdict of settled) summary.count(verdict);
    if (summary.unrecorded >= MOST_UNRECORDED) enough.abort();
    const told = settled.map((verdict, index) => toLine(verdict, numbers[index], options)).join('');
    if (told !== '') yield told;
  }
  yield summary.toLine(await reading);
}

function toLine(verdict: Verdict, line: number | undefined, { all, purpose }: LinesOptions): string {
  return all || verdict.status !== purpose ? `${JSON.stringify({ line, ...toResult(verdict) })}\n` : '';
}

import { parseArgs } from 'node:util';
import { type Report, tableOf } from './report.js';

export interface RunOptions {
  readonly seed: number;
  readonly minutes: number;
  /** Of the checkout, with what is built in `dist`. */
  readonly checkout: string;
  readonly say: (line: string) => void;
  /** Ends it early, without a check. */
  readonly signal: AbortSignal;
}

export interface Outcome {
  readonly report: Report;
  readonly folder: string;
  remove(): Promise<void>;
}

const options = `Ends with 1 if one was broken, and keeps the run's folder then; --keep: always.`;

/** A run of faults as a program: its arguments, its table, its exit code. */
export async function command(about: string, run: (options: RunOptions) => Promise<Outcome>): Promise<never> {
  const usage = `${about}\n${options}`;
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
      minutes: { type: 'string', default: '3' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const say = (line: string): void => console.log(line);
  const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
  const wrong = !Number.isSafeInteger(seed) || !(minutes > 0);
  if (values.help || wrong) {
    say(usage);
    process.exit(wrong ? 2 : 0);
  }
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.abort());
  try {
    const { report, folder, remove } = await run({
      seed,
      minutes,
      checkout: process.cwd(),
      say,
      signal: ended.signal,
    });
    for (const line of tableOf(report)) say(line);
    const broken = report.violations.length > 0;
    if (broken || values.keep) say(`kept: ${folder}`);
    else await remove();
    process.exit(broken ? 1 : 0);
  } catch (error) {
    console.log(ended.signal.aborted ? 'ended before it was over; nothing is kept' : error);
    process.exit(1);
  }
}

import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { once } from 'node:events';
import type { Api } from '../target/api.js';
import { say } from '../terminal/out.js';
import { progress } from '../terminal/progress.js';
import type { Checkpoint } from './checkpoint.js';
import { readGroups, type Place } from './read-groups.js';
import { Repeats } from './repeats.js';
import { sendGroup, type RefusedLine } from './send-group.js';

export interface ImportOptions {
  readonly api: Api;
  readonly checkpoint: Checkpoint;
  /** Lines before it were sent already. */
  readonly fromLine: number;
  readonly errors: string | undefined;
  readonly giveUpAfterMs: number;
  readonly stop: AbortSignal;
}

export interface Imported {
  readonly recorded: number;
  readonly repeated: number;
  readonly refused: number;
  /** The last of each partition. */
  readonly offsets: readonly string[];
  /** Where it broke off; everything before is recorded or refused. */
  readonly stopped: { readonly file: string; readonly line: number; readonly why: string } | null;
}

const SHOWN = 20;

/** Sends files one after the other, line by line in order, with one request under way. */
export async function importFiles(files: readonly string[], options: ImportOptions): Promise<Imported> {
  const { api, checkpoint, stop } = options;
  const bar = progress(bytesOf(files, checkpoint), 'B');
  const errors = options.errors === undefined ? null : createWriteStream(options.errors, { flags: 'a' });
  const repeats = new Repeats();
  const ends = new Map<string, bigint>();
  let recorded = 0;
  let refused = 0;
  const done = (stopped: Imported['stopped']): Imported => ({
    recorded,
    repeated: repeats.count,
    refused,
    offsets: [...ends].map(([partition, offset]) => `${partition}@${offset}`),
    stopped,
  });
  try {
    for (const file of files) {
      let place: Place = checkpoint.of(file);
      for await (const group of readGroups(open(file, place), place)) {
        if (stop.aborted) return done({ file, line: place.line + 1, why: 'it was interrupted' });
        const lines = group.lines.filter(({ number }) => number >= options.fromLine);
        try {
          const sent = await sendGroup(api, lines, { ...options, onRetry: retry });
          recorded += sent.recorded;
          refused += sent.refused.length;
          for (const one of sent.refused) tellRefused(file, one, refused, errors);
          for (const offset of sent.offsets) noteEnd(ends, offset);
        } catch (error) {
          return done({ file, line: place.line + 1, why: error instanceof Error ? error.message : String(error) });
        }
        for (const { text } of lines) if (text !== null) repeats.look(text);
        bar.add(group.through.bytes - place.bytes);
        place = group.through;
        checkpoint.reached(file, place);
      }
    }
    return done(null);
  } finally {
    bar.end();
    if (errors !== null) await once(errors.end(), 'close');
  }
}

function retry(why: string, pauseMs: number): void {
  say(`${why}; again in ${(pauseMs / 1_000).toFixed(1)} s`);
}

function tellRefused(
  file: string,
  one: RefusedLine,
  count: number,
  errors: ReturnType<typeof createWriteStream> | null,
) {
  const { line, problem } = one;
  errors?.write(`${JSON.stringify({ file, ...one })}\n`);
  const faults = (problem.errors ?? []).map(({ pointer, message }) => `${pointer} ${message}`);
  if (count <= SHOWN) say(`${file}:${line}: ${[problem.title, problem.detail, ...faults].filter(Boolean).join(': ')}`);
  if (count === SHOWN + 1) say(`more are refused${errors === null ? ' (--errors FILE keeps them)' : ''} …`);
}

function open(file: string, { bytes }: Place): AsyncIterable<Buffer> {
  return file === '-' ? process.stdin : createReadStream(file, { start: bytes });
}

/** 0 where nobody knows. */
function bytesOf(files: readonly string[], checkpoint: Checkpoint): number {
  if (files.includes('-')) return 0;
  return files.reduce((all, file) => all + Math.max(0, statSync(file).size - checkpoint.of(file).bytes), 0);
}

function noteEnd(ends: Map<string, bigint>, text: string): void {
  const [partition = '', offset = '0'] = text.split('@');
  const end = ends.get(partition);
  if (end === undefined || end < BigInt(offset)) ends.set(partition, BigInt(offset));
}

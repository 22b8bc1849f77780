import type { Readable } from 'node:stream';
import { LARGEST_EVENT, type Examined, type Settle } from '../core/ingest.js';
import { receive, type Received } from '../core/received.js';
import type { Verdict } from '../core/verdict.js';
import { chunksOf, discardRest } from './chunks-of.js';
import type { Handover } from './handover.js';
import { LineSplitter, type Line } from './line-splitter.js';

/** Lines that arrived together and are settled together. */
export interface Group {
  readonly numbers: readonly number[];
  readonly verdicts: Promise<readonly Verdict[]>;
}

export interface ReadOptions {
  readonly examine: (received: Received) => Examined;
  readonly settle: Settle;
  /** Nothing is read after so many rejections. */
  readonly mostRejections: number;
  readonly stop: AbortSignal;
}

const DISCARD_BYTES = 64 * 1024 * 1024;

/** Reads as fast as groups are taken. Returns the number of the last line looked at if it stopped before the end. */
export async function readGroups(
  stream: Readable,
  groups: Handover<Group>,
  options: ReadOptions,
): Promise<number | null> {
  const splitter = new LineSplitter(LARGEST_EVENT);
  let last = 0;
  let rejections = 0;
  const startGroup = (lines: readonly Line[]): Group => {
    const numbers: number[] = [];
    const examined: Examined[] = [];
    for (const { number, bytes } of lines) {
      if (rejections >= options.mostRejections) break;
      const one = options.examine(bytes === null ? { kind: 'too-large' } : receive(bytes));
      if (one.kind === 'rejected') rejections += 1;
      numbers.push(number);
      examined.push(one);
      last = number;
    }
    const verdicts = Promise.resolve(options.settle(examined));
    // Whoever takes the group sees it too; until then it must not end the process.
    verdicts.catch(() => undefined);
    return { numbers, verdicts };
  };
  try {
    for await (const chunk of chunksOf(stream, options.stop)) {
      const lines = splitter.split(chunk);
      if (lines.length > 0 && !(await groups.give(startGroup(lines), chunk.length))) return last;
      if (rejections >= options.mostRejections) return last;
    }
    if (!stream.readableEnded) return last;
    const rest = splitter.end();
    if (rest.length > 0) await groups.give(startGroup(rest), 0);
    return rejections >= options.mostRejections ? last : null;
  } finally {
    groups.end();
    if (!stream.readableEnded) discardRest(stream, DISCARD_BYTES);
  }
}

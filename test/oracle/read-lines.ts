import type { Event, Logged } from './event.js';
import { instant } from './instant.js';

/** Events as lines of NDJSON, each with its `recordedtime`, as a log of one partition. */
export function readLines(lines: readonly string[]): Logged[] {
  return lines.map((line, i) => {
    const event = JSON.parse(line) as Event;
    if (event.recordedtime === undefined) throw new Error(`line ${i + 1} has no recordedtime`);
    return { event, recorded: instant(event.recordedtime), partition: 0, offset: BigInt(i) };
  });
}

import { parseOffset, type LogOffset } from '#contracts';
import { Problem } from '#service';

export const minOffsetHeader = 'Disclosure-Min-Offset';

/** A client that writes to every partition and reads once needs no more. */
const longest = 20_000;

/** `<partition>@<offset>`, several separated by commas: of each partition the highest counts. */
export function parseMinOffset(text: string, partitions: number): readonly LogOffset[] {
  if (text.length > longest) throw invalid(`is longer than ${longest} characters`);
  const highest = new Map<number, bigint>();
  for (const part of text.split(',').map((each) => each.trim())) {
    const at = parseOffset(part);
    if (at === null)
      throw invalid(
        `must be <partition>@<offset>, several separated by commas: ${JSON.stringify(part.slice(0, 100))} is not`,
      );
    if (at.partition >= partitions) throw invalid(`names partition ${at.partition}; there are 0 to ${partitions - 1}`);
    const before = highest.get(at.partition);
    if (before === undefined || at.offset > before) highest.set(at.partition, at.offset);
  }
  return [...highest].map(([partition, offset]) => ({ partition, offset }));
}

function invalid(reason: string): Problem {
  return new Problem('invalid-request', { detail: `The header ${minOffsetHeader} ${reason}` });
}

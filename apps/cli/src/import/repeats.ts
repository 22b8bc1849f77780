import { createHash } from 'node:crypto';

const MOST = 1_000_000;

/** Counts lines that name an event which an earlier line named: recorded again, applied once. Remembers a million. */
export class Repeats {
  private readonly seen = new Set<string>();
  count = 0;

  look(text: Buffer): void {
    const name = nameIn(text);
    if (name === null) return;
    if (this.seen.has(name)) this.count += 1;
    else if (this.seen.size < MOST) this.seen.add(name);
  }
}

function nameIn(text: Buffer): string | null {
  try {
    const { subject, source, id } = JSON.parse(text.toString()) as Record<string, unknown>;
    if (typeof subject !== 'string' || typeof source !== 'string' || typeof id !== 'string') return null;
    return createHash('sha256').update(`${subject}\n${source}\n${id}`).digest('base64url').slice(0, 16);
  } catch {
    return null;
  }
}

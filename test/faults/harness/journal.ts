import { appendFileSync } from 'node:fs';

export interface Violation {
  readonly promise: string;
  readonly detail: string;
}

/** What happened in a run: a line of JSON each in a file, and how often. */
export class Journal {
  readonly counts = new Map<string, number>();
  readonly violations: Violation[] = [];

  constructor(
    private readonly file: string,
    private readonly say: (line: string) => void,
  ) {}

  note(what: string, more: Readonly<Record<string, unknown>> = {}): void {
    appendFileSync(this.file, `${JSON.stringify({ at: new Date().toISOString(), what, ...more })}\n`);
  }

  count(name: string, by = 1): void {
    if (by > 0) this.counts.set(name, (this.counts.get(name) ?? 0) + by);
  }

  violated(promise: string, detail: string): void {
    this.violations.push({ promise, detail });
    this.note('violation', { promise, detail });
    this.say(`VIOLATION ${promise}: ${detail}`);
  }
}

export interface Violation {
  readonly promise: string;
  readonly detail: string;
}

// Enough to see what is wrong; a lost partition would fill the memory otherwise.
const most = 200;

/** What was found to be broken. Of each promise the first are told, all are counted. */
export class Findings {
  private readonly told: Violation[] = [];
  readonly counts = new Map<string, number>();

  add(promise: string, detail: string): void {
    const count = (this.counts.get(promise) ?? 0) + 1;
    this.counts.set(promise, count);
    if (count <= most) this.told.push({ promise, detail: detail.slice(0, 2_000) });
  }

  get violations(): readonly Violation[] {
    return this.told;
  }
}

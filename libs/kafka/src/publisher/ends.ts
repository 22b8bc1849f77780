import { LogReplaced } from './errors.js';

/**
 * Where the next record of each topic must come to stand, as nobody else writes there. Produce goes by the topic's name:
 * without this, one that is made anew, or restored, under a running publisher would be gone on with.
 */
export class Ends {
  private readonly next: Map<string, bigint>;
  private readonly sent = new Set<string>();

  constructor(ends: ReadonlyMap<string, bigint>) {
    this.next = new Map(ends);
  }

  /** Throws `LogReplaced` where it did not. */
  sentTo(topic: string, base: bigint, count: number): void {
    const expected = this.next.get(topic);
    if (expected !== undefined && base !== expected)
      throw new LogReplaced(`A record came to stand at ${base} of ${topic}, which had ended at ${expected}`);
    this.next.set(topic, base + BigInt(count));
    this.sent.add(topic);
  }

  /** A marker follows in every topic that the transaction has written to. */
  committed(): void {
    for (const topic of this.sent) this.next.set(topic, (this.next.get(topic) ?? 0n) + 1n);
    this.sent.clear();
  }
}

/** Hands items over in order, one taker. `give` waits while what lies here, or is being looked at, weighs too much. */
export class Handover<T> implements AsyncIterable<T> {
  private readonly items: { readonly item: T; readonly weight: number }[] = [];
  private load = 0;
  private ended = false;
  private abandoned = false;
  private change = Promise.withResolvers<void>();

  constructor(private readonly room: number) {}

  /** Whether to go on: not once the taker has left. */
  async give(item: T, weight: number): Promise<boolean> {
    this.items.push({ item, weight });
    this.load += weight;
    this.changed();
    while (this.load > this.room && !this.abandoned) await this.change.promise;
    return !this.abandoned;
  }

  end(): void {
    this.ended = true;
    this.changed();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    try {
      for (;;) {
        const next = this.items.shift();
        if (next !== undefined) {
          yield next.item;
          this.load -= next.weight;
          this.changed();
        } else if (this.ended) return;
        else await this.change.promise;
      }
    } finally {
      this.abandoned = true;
      this.changed();
    }
  }

  private changed(): void {
    const { resolve } = this.change;
    this.change = Promise.withResolvers();
    resolve();
  }
}

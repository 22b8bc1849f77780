/** Lets so many pieces of work run at once, the others in the order of their coming. */
export class Turns {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free === 0) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      this.waiting.push(() => resolve(undefined));
      await promise;
    } else this.free -= 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    }
  }
}

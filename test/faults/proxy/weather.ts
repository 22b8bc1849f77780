/** What a network does to everything, whatever it is. */
export interface Weather {
  /** Each chunk is so many milliseconds late. */
  readonly delayMs?: number;
  /** Nothing gets through this way; it is delivered when that is over, as TCP would. */
  readonly silent?: 'up' | 'down';
}

/** One way of a connection: what is written to it arrives in order, late or not before silence is over. */
export class Lane {
  private queue: { readonly bytes: Buffer; readonly due: number }[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly way: 'up' | 'down',
    private readonly weather: () => Weather,
    private readonly deliver: (bytes: Buffer) => void,
  ) {}

  write(bytes: Buffer): void {
    const { delayMs = 0 } = this.weather();
    if (this.queue.length === 0 && delayMs === 0 && !this.silent) {
      this.deliver(bytes);
      return;
    }
    // A chunk is a view of what its socket may write over.
    this.queue.push({ bytes: Buffer.from(bytes), due: Date.now() + delayMs });
    this.flush();
  }

  /** Delivers what is due; to be called when the weather has changed, too. */
  readonly flush = (): void => {
    clearTimeout(this.timer);
    while (!this.silent) {
      const next = this.queue[0];
      if (next === undefined) return;
      const wait = next.due - Date.now();
      if (wait > 0) {
        this.timer = setTimeout(this.flush, wait).unref();
        return;
      }
      this.queue.shift();
      this.deliver(next.bytes);
    }
  };

  end(): void {
    clearTimeout(this.timer);
    this.queue = [];
  }

  private get silent(): boolean {
    return this.weather().silent === this.way;
  }
}

import { CHANGES_CHANNEL, type Sql } from '#persistence';

const atMostEveryMs = 20;

/** Tells whoever waits for changes that there are some; they look for themselves anyway, only later. */
export class Wake {
  private pending: NodeJS.Timeout | undefined;
  private last = 0;

  constructor(private readonly sql: Sql) {}

  /** At once, unless somebody was told just now. */
  soon(): void {
    const wait = this.last + atMostEveryMs - performance.now();
    if (wait <= 0) this.tell();
    else this.pending ??= setTimeout(() => this.tell(), wait).unref();
  }

  private tell(): void {
    clearTimeout(this.pending);
    this.pending = undefined;
    this.last = performance.now();
    // Outside of any transaction: NOTIFY inside one makes all commits queue up. Nothing is lost if it fails.
    this.sql.query('SELECT pg_notify($1, $2)', [CHANGES_CHANNEL, '']).catch(() => undefined);
  }
}

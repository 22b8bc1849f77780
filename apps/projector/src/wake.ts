import { CHANGES_CHANNEL, type Sql } from '#persistence';

const atMostEveryMs = 20;

/** Tells whoever waits for changes that there are some; they look for themselves anyway, only later. */
export class Wake {
  private pending: NodeJS.Timeout | undefined;

  constructor(private readonly sql: Sql) {}

  soon(): void {
    this.pending ??= setTimeout(() => {
      this.pending = undefined;
      // Outside of any transaction: NOTIFY inside one makes all commits queue up. Nothing is lost if it fails.
      this.sql.query('SELECT pg_notify($1, $2)', [CHANGES_CHANNEL, '']).catch(() => undefined);
    }, atMostEveryMs).unref();
  }
}

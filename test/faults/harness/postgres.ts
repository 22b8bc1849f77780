import { startPostgres, type EmbeddedPostgres, type PostgresOptions } from '#embedded';

/** A PostgreSQL that can be stopped at once, and started again on the same data and port. */
export class Postgres {
  private constructor(
    private readonly options: PostgresOptions,
    private running: EmbeddedPostgres,
  ) {}

  static async start(options: PostgresOptions): Promise<Postgres> {
    return new Postgres(options, await startPostgres(options));
  }

  get url(): string {
    return this.running.url;
  }

  /** `pg_ctl stop -m immediate`: as if it had crashed. */
  async endImmediately(): Promise<void> {
    this.running.kill('SIGQUIT');
    await this.running.ended;
  }

  async again(): Promise<void> {
    this.running = await startPostgres(this.options);
    if (this.running.port !== this.options.port) throw new Error('the port of PostgreSQL was taken while it was down');
  }

  async stop(): Promise<void> {
    await this.running.stop();
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { CHANGES_CHANNEL } from '../change/changes-channel.js';

export interface PartitionLocksOptions {
  readonly url: string;
  readonly application: string;
  /** The connection is gone, and with it every lock. Called once; not after `close`. */
  readonly onLost: (error: Error) => void;
  /** Somebody says that there are changes. */
  readonly onNotified: () => void;
}

// Advisory locks are of one database, and a database is of one pipeline. Locks by two numbers never meet those by one.
const CLASS = 0x436f7272;
const ANSWER_MS = 5_000;
const FAREWELL_MS = 1_000;
// A process that is frozen or cut off asks for nothing any more: its locks are free after this time. `take` is to be called oftener.
const SILENCE = '-c idle_session_timeout=10s';

/** Which partitions this process publishes: session-level advisory locks on one connection of their own. */
export class PartitionLocks {
  private gone = false;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly client: pg.Client,
    private readonly onLost: (error: Error) => void,
  ) {}

  static async open({ url, application, onLost, onNotified }: PartitionLocksOptions): Promise<PartitionLocks> {
    const client = new pg.Client({
      connectionString: url,
      application_name: `${application}-locks`,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
      keepAlive: true,
      options: SILENCE,
    });
    const locks = new PartitionLocks(client, onLost);
    client.on('error', (error) => locks.lose(error));
    client.on('end', () => locks.lose(new Error('PostgreSQL closed the connection')));
    client.on('notification', onNotified);
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANGES_CHANNEL}`);
    } catch (error) {
      await locks.close();
      throw error;
    }
    return locks;
  }

  /** Of these, which nobody held and this process holds now. Not to be asked for one that it holds. Shows a dead connection. */
  async take(partitions: readonly number[]): Promise<number[]> {
    const { rows } = await this.query<{ partition: number }>(
      'SELECT partition FROM unnest($2::int[]) AS free(partition) WHERE pg_try_advisory_lock($1, partition)',
      [CLASS, partitions],
    );
    return rows.map(({ partition }) => partition);
  }

  async release(partition: number): Promise<void> {
    if (!this.gone) await this.query('SELECT pg_advisory_unlock($1, $2)', [CLASS, partition]);
  }

  /** Frees what it holds. */
  async close(): Promise<void> {
    this.gone = true;
    // A connection that is dead without anybody having said so never ends.
    await Promise.race([this.client.end().catch(() => undefined), delay(FAREWELL_MS, undefined, { ref: false })]);
  }

  // One after the other: partitions are released while others are asked for.
  private query<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<pg.QueryResult<Row>> {
    const answer = this.turn.then(() => this.client.query<Row>(text, values));
    this.turn = answer.catch((error: unknown) => {
      // An answer that did not come leaves open what is held.
      this.lose(error instanceof Error ? error : new Error(String(error)));
    });
    return answer;
  }

  private lose(error: Error): void {
    if (this.gone) return;
    this.gone = true;
    void this.client.end().catch(() => undefined);
    this.onLost(error);
  }
}

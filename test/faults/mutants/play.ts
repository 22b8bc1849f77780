import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { get, type Target } from '../../oracle/pipeline/target.js';
import type { StruckProcess } from '../crash-points/struck-process.js';
import { Client } from './client.js';
import { Stage } from './stage.js';

/** Something that does not hold, said in a line. */
export type Violation = string;

export interface Scenario {
  /** What happens, in a few words. */
  readonly what: string;
  /** 2 unless given. */
  readonly partitions?: number;
  /** Answers what it saw of its own; afterwards the pipeline is to come to rest, and the promises are looked at, unless `alone`. */
  readonly act: (play: Play) => Promise<readonly Violation[] | void>;
  readonly alone?: true;
}

const stillMs = 20_000;

/** A pipeline that is played with: its services, and one client. */
export class Play {
  private constructor(
    readonly stage: Stage,
    readonly client: Client,
    private readonly query: StruckProcess,
  ) {}

  /** With the services of a build; only the query service is started, and is ready once a projector has made the tables. */
  static async open(build: string, partitions = 2): Promise<Play> {
    const stage = await Stage.open(build, partitions);
    return new Play(stage, await Client.of(stage, partitions), stage.launch('query'));
  }

  async close(): Promise<void> {
    await this.client.end();
    await Promise.all([this.client.forget(), this.stage.close()]);
  }

  get target(): Target {
    const { brokers, prefix, databaseUrl } = this.stage;
    return { brokers, prefix, databaseUrl, queryUrl: this.query.url };
  }

  /** Until everything in the log is applied, and everything that was told is published. */
  async rest(): Promise<void> {
    await this.until(async () => [...(await this.unapplied()), ...(await this.unpublished())]);
  }

  async applied(): Promise<void> {
    await this.until(() => this.unapplied());
  }

  /** Until there is nothing to do; throws when that does not become less or other any more. */
  private async until(left: () => Promise<readonly string[]>): Promise<void> {
    let before = '';
    for (let since = performance.now(); ;) {
      const now = await left().catch((error: unknown) => [String(error)]);
      if (now.length === 0) return;
      const text = now.join('; ');
      if (text !== before) since = performance.now();
      before = text;
      if (performance.now() - since > stillMs) throw new Error(`stands still: ${text}`);
      await delay(50);
    }
  }

  private async unapplied(): Promise<string[]> {
    const { body } = await get(this.target, '/v1/ops/projection');
    const { partitions } = body as { partitions: { partition: number; lag: number; end: number }[] };
    return partitions.flatMap(({ partition, lag, end }) =>
      lag === 0 ? [] : [`${lag} records below ${partition}@${end} are not applied`],
    );
  }

  private async unpublished(): Promise<string[]> {
    const rows = await this.rows<{ partition: number; last: string; noted: string; letter: string; sent: string }>(
      `SELECT h.partition, h.sequence AS last, coalesce(n.sequence, 0) AS noted, d.last AS letter, coalesce(n.dead_letter_offset, -1) AS sent
         FROM public.change_head h LEFT JOIN public.notified n USING (partition),
              LATERAL (SELECT coalesce(max("offset"), -1) AS last FROM public.dead_letter WHERE partition = h.partition) d
        WHERE h.sequence > coalesce(n.sequence, 0) OR d.last > coalesce(n.dead_letter_offset, -1)`,
    );
    const again = await this.rows(
      `SELECT partition, incident_id FROM public.state_again
        WHERE generation <= (SELECT max(number) FROM public.generation WHERE state = 'served') LIMIT 3`,
    );
    return [...rows, ...again].map((row) => `not everything is published: ${JSON.stringify(row)}`);
  }

  async rows<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    const client = new pg.Client({
      connectionString: this.stage.databaseUrl,
    });
    await client.connect();
    try {
      await client.query(
        `SELECT set_config('search_path', 'g' || number || ',public', false) FROM public.generation WHERE state = 'served'`,
      );
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }
}

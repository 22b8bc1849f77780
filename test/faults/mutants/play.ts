import pg from 'pg';
import { eventually } from '../../support/index.js';
import { get, type Target } from '../../oracle/pipeline/target.js';
import type { StruckProcess } from '../crash-points/struck-process.js';
import type { Client } from './client.js';
import type { Stage } from './stage.js';

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

const restMs = 12_000;

/** A pipeline that is played with: its services, and one client. */
export class Play {
  constructor(
    readonly stage: Stage,
    readonly client: Client,
    private readonly query: StruckProcess,
  ) {}

  get target(): Target {
    const { brokers, prefix, databaseUrl } = this.stage;
    return { brokers, prefix, databaseUrl, queryUrl: this.query.url };
  }

  /** Until everything in the log is applied, and everything that was told is published. */
  async rest(timeout = restMs): Promise<void> {
    await this.applied(timeout);
    await eventually(
      async () => {
        const [left] = await this.rows<{ left: number }>(
          `SELECT (SELECT count(*) FROM public.change_head h LEFT JOIN public.notified n USING (partition) WHERE h.sequence > coalesce(n.sequence, 0))
                + (SELECT count(*) FROM public.dead_letter d LEFT JOIN public.notified n USING (partition) WHERE d."offset" > coalesce(n.dead_letter_offset, -1)) AS left`,
        );
        if (Number(left?.left) > 0) throw new Error('not everything is published');
      },
      { timeout },
    );
  }

  async applied(timeout = restMs): Promise<void> {
    await eventually(
      async () => {
        const { body } = await get(this.target, '/v1/ops/projection');
        const { partitions } = body as { partitions: { lag: number }[] };
        if (partitions.some(({ lag }) => lag > 0))
          throw new Error(`not everything is applied: ${JSON.stringify(body)}`);
      },
      { timeout },
    );
  }

  async rows<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    const client = new pg.Client({
      connectionString: this.stage.databaseUrl,
      options: '-c search_path=g1,public',
    });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startKafka, startPostgres, type EmbeddedKafka, type EmbeddedPostgres } from '#embedded';
import { eventually, startPipeline, type Pipeline } from '../support/index.js';

const PARTITIONS = 2;

export interface Folders {
  readonly kafka: string;
  readonly postgres: string;
  remove(): Promise<void>;
}

export async function freshFolders(): Promise<Folders> {
  const folder = await mkdtemp(join(tmpdir(), 'corrigenda-faults-'));
  return {
    kafka: join(folder, 'kafka'),
    postgres: join(folder, 'postgres'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface Settings {
  readonly kafka?: Readonly<Record<string, string>>;
  readonly postgres?: Readonly<Record<string, string>>;
}

/** The four services on a Kafka and a PostgreSQL that nobody else uses: both may be ended, frozen and filled. */
export class OwnPipeline {
  /** What was answered 201, by offset. */
  readonly recorded = new Map<string, string>();
  private count = 0;

  private constructor(
    readonly services: Pipeline,
    readonly databaseUrl: string,
    private readonly folders: Folders,
    private readonly settings: Settings,
    public kafka: EmbeddedKafka,
    public postgres: EmbeddedPostgres,
  ) {}

  static async start(folders: Folders, settings: Settings = {}): Promise<OwnPipeline> {
    const kafka = await startKafka({ dataDir: folders.kafka, port: 0, settings: settings.kafka ?? {} });
    const postgres = await startPostgres({ dataDir: folders.postgres, port: 0, settings: settings.postgres ?? {} });
    const services = await startPipeline({
      KAFKA_BROKERS: kafka.brokers.join(','),
      DATABASE_URL: postgres.url,
      PARTITIONS: String(PARTITIONS),
    });
    return new OwnPipeline(services, postgres.url, folders, settings, kafka, postgres);
  }

  async startKafkaAgain(): Promise<void> {
    const { port } = this.kafka;
    this.kafka = await startKafka({ dataDir: this.folders.kafka, port, settings: this.settings.kafka ?? {} });
    if (this.kafka.port !== port) throw new Error(`port ${port} was taken meanwhile`);
  }

  async startPostgresAgain(): Promise<void> {
    const { port } = this.postgres;
    const settings = this.settings.postgres ?? {};
    this.postgres = await startPostgres({ dataDir: this.folders.postgres, port, settings });
    if (this.postgres.port !== port) throw new Error(`port ${port} was taken meanwhile`);
  }

  /** Sends one event; answers the status, and where it was recorded if it was. */
  async send(padding = ''): Promise<{ readonly status: number; readonly offset: string | null }> {
    this.count += 1;
    const id = `e${this.count}`;
    const event = {
      specversion: '1.0',
      id,
      source: '/desk/faults',
      type: 'disclosure.incident.described.v1',
      subject: `incident-${this.count % 7}`,
      time: '2021-11-26T00:00:00Z',
      data: { title: `Told by ${id}`, ...(padding === '' ? {} : { summary: padding }) },
    };
    const answer = await fetch(`${this.services.url('ingest')}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
    const body = (await answer.json()) as { results: { offset?: string }[] };
    const offset = body.results[0]?.offset ?? null;
    if (answer.status === 201 && offset !== null) this.recorded.set(offset, id);
    return { status: answer.status, offset };
  }

  async recordedOne(timeout: number): Promise<void> {
    await eventually(async () => (await this.send()).status === 201, { timeout });
  }

  /** Everything answered 201 is in the journal once, at its offset; and everything told is noted as published. */
  async settled(timeout: number): Promise<void> {
    await eventually(
      async () => {
        const rows = await this.query<{ id: string }>(`SELECT id FROM g1.event`);
        const journal = new Set(rows.map(({ id }) => id));
        for (const id of this.recorded.values()) if (!journal.has(id)) throw new Error(`${id} is not applied`);
        if (journal.size !== rows.length) throw new Error('an event is applied twice');
      },
      { timeout, every: 200 },
    );
  }

  async published(timeout: number): Promise<void> {
    await eventually(
      async () => {
        const [row] = await this.query<{ left: number }>(
          `SELECT count(*)::int AS left FROM public.change_head h LEFT JOIN public.notified n USING (partition)
            WHERE h.sequence > coalesce(n.sequence, 0)`,
        );
        return row?.left === 0;
      },
      { timeout, every: 100 },
    );
  }

  async readable(timeout: number): Promise<void> {
    const url = `${this.services.url('query')}/v1/incidents`;
    await eventually(async () => (await fetch(url)).ok, { timeout });
  }

  async query<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.databaseUrl, connectionTimeoutMillis: 3_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async ready(service: 'ingest' | 'projector' | 'notifier' | 'query'): Promise<{ status: number; body: string }> {
    const answer = await fetch(`${this.services.url(service)}/health/ready`);
    return { status: answer.status, body: await answer.text() };
  }

  async end(): Promise<void> {
    await this.services.end();
    await Promise.all([this.kafka.stop(), this.postgres.stop()]);
    await this.folders.remove();
  }
}

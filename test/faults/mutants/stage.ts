import { freshDatabase, freshPrefix, kafkaBrokers, type FreshDatabase } from '../../support/index.js';
import { StruckProcess, type StruckOptions } from '../crash-points/struck-process.js';

export type ServiceName = 'ingest' | 'projector' | 'notifier' | 'query';

/** A folder with `apps` and `libs` as they are built. */
export type Build = string;

export class NotStarted extends Error {}

/** Services of one build on topics and a database of their own, each started, struck and ended one by one. */
export class Stage {
  readonly prefix = freshPrefix();
  readonly brokers = kafkaBrokers();
  readonly processes: StruckProcess[] = [];
  private readonly names = new Set<ServiceName>();

  private constructor(
    private readonly build: Build,
    private readonly database: FreshDatabase,
    readonly partitions: number,
  ) {}

  static async open(build: Build, partitions = 2): Promise<Stage> {
    return new Stage(build, await freshDatabase(), partitions);
  }

  get databaseUrl(): string {
    return this.database.url;
  }

  /** Without waiting for it to be ready. */
  launch(name: ServiceName, how: Pick<StruckOptions, 'strikes' | 'from'> = {}): StruckProcess {
    return this.begin({ main: `${this.build}/apps/${name}/src/main.js`, ...how });
  }

  /** The operator's program. */
  disclosure(...args: readonly string[]): StruckProcess {
    return this.begin({ main: `${this.build}/apps/cli/src/main.js`, args });
  }

  private begin(what: Omit<StruckOptions, 'env'>): StruckProcess {
    const env = {
      PATH: process.env['PATH'],
      KAFKA_BROKERS: this.brokers.join(','),
      DATABASE_URL: this.databaseUrl,
      TOPIC_PREFIX: this.prefix,
      PARTITIONS: String(this.partitions),
      INGEST_PORT: '0',
      QUERY_PORT: '0',
      PROJECTOR_PORT: '0',
      NOTIFIER_PORT: '0',
      LOG_LEVEL: 'warn',
    };
    const begun = new StruckProcess({ env, ...what });
    this.processes.push(begun);
    return begun;
  }

  async start(name: ServiceName, how: Pick<StruckOptions, 'strikes' | 'from'> = {}): Promise<StruckProcess> {
    const first = !this.names.has(name);
    this.names.add(name);
    const started = this.launch(name, how);
    try {
      await started.ready();
    } catch (error) {
      // A build that does not run at all shows nothing.
      throw first && !started.listens
        ? new NotStarted(`${name} does not start: ${String(error)}; ${started.said}`)
        : error;
    }
    return started;
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map((each) => each.forget()));
    await this.database.drop();
  }
}

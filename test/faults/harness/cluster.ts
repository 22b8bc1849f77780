import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FaultProxy, PostgresDialect, startProxy } from '../proxy.js';
import { Broker } from './broker.js';
import { type ServiceId, serviceIds, type Side } from './faults.js';
import { steadyPorts } from './ports.js';
import { Postgres } from './postgres.js';
import { type Exit, Supervised } from './supervised.js';

export interface Member {
  readonly id: ServiceId;
  readonly process: Supervised;
  readonly proxies: Readonly<Record<Side, FaultProxy>>;
}

export interface ClusterOptions {
  readonly folder: string;
  readonly checkout: string;
  readonly prefix: string;
  readonly partitions: number;
  readonly onExit: (exit: Exit) => void;
}

/** A Kafka, a PostgreSQL, and the services as they are built, each behind two proxies of its own. */
export class Cluster {
  private constructor(
    readonly broker: Broker,
    readonly postgres: Postgres,
    readonly members: ReadonlyMap<ServiceId, Member>,
    /** For programs beside the services, which go past the proxies. */
    readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async start(options: ClusterOptions): Promise<Cluster> {
    const { folder } = options;
    const [brokerPort = 0, postgresPort = 0, ...ports] = await steadyPorts(2 + 3 * serviceIds.length);
    const wires = serviceIds.map((id, n) => {
      const [own = 0, listener = 0, advertised = 0] = ports.slice(3 * n);
      return { id, own, listener, advertised };
    });
    const listeners = wires.map(({ listener, advertised }) => ({ port: listener, advertised }));
    // One thread a listener: there are many, and each has one client.
    const settings = { 'num.network.threads': '1' };
    const [broker, postgres] = await startBoth(
      Broker.start({ dataDir: join(folder, 'kafka'), port: brokerPort, listeners, settings }),
      Postgres.start({ dataDir: join(folder, 'postgres'), port: postgresPort }),
    );
    const members = new Map<ServiceId, Member>();
    for (const wire of wires) members.set(wire.id, await member(wire, options, postgres.url));
    const environment = environmentOf(options, broker.brokers.join(','), postgres.url);
    const cluster = new Cluster(broker, postgres, members, environment);
    for (const { process } of members.values()) process.start();
    return cluster;
  }

  get all(): Member[] {
    return [...this.members.values()];
  }

  member(id: ServiceId): Member {
    const found = this.members.get(id);
    if (found === undefined) throw new Error(`there is no ${id}`);
    return found;
  }

  urlsOf(name: string): string[] {
    return this.all.filter(({ id }) => id.startsWith(`${name}-`)).map(({ process }) => process.url);
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map(({ process }) => process.stop()));
    await Promise.all(this.all.flatMap(({ proxies }) => [proxies.kafka.close(), proxies.postgres.close()]));
    await Promise.all([this.broker.stop(), this.postgres.stop()]);
  }
}

/** Both, or neither is left running. */
async function startBoth(...starting: [Promise<Broker>, Promise<Postgres>]): Promise<[Broker, Postgres]> {
  try {
    return await Promise.all(starting);
  } catch (error) {
    for (const each of await Promise.allSettled(starting)) if (each.status === 'fulfilled') await each.value.stop();
    throw error;
  }
}

interface Wire {
  readonly id: ServiceId;
  readonly own: number;
  readonly listener: number;
  readonly advertised: number;
}

function environmentOf({ prefix, partitions }: ClusterOptions, brokers: string, url: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    KAFKA_BROKERS: brokers,
    DATABASE_URL: url,
    TOPIC_PREFIX: prefix,
    PARTITIONS: String(partitions),
    LOG_LEVEL: 'info',
  };
}

async function member({ id, own, listener, advertised }: Wire, options: ClusterOptions, url: string): Promise<Member> {
  const kafka = await startProxy(`127.0.0.1:${listener}`, { port: advertised });
  const postgres = await startProxy(new URL(url).host, { dialect: () => new PostgresDialect() });
  const through = new URL(url);
  through.port = String(postgres.port);
  const logs = join(options.folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const process_ = new Supervised({
    id,
    checkout: options.checkout,
    port: own,
    env: environmentOf(options, `127.0.0.1:${advertised}`, through.href),
    logFile: join(logs, `${id}.log`),
    onExit: options.onExit,
  });
  return { id, process: process_, proxies: { kafka, postgres } };
}

import { join, resolve } from 'node:path';
import { checkoutFolder } from './checkout.js';
import { claimDataFolder, type DataFolder } from './data-folder.js';
import { findJava } from './java.js';
import { kafkaArchive } from './kafka-archive.js';
import { kafkaJars } from './kafka-jars.js';
import { runKafkaNode, type KafkaNode } from './kafka-node.js';
import type { KafkaListener } from './kafka-settings.js';
import { freePort } from './ports.js';
import type { RunningServer } from './server-process.js';
import { attemptStart } from './start-attempts.js';

export interface KafkaOptions {
  readonly dataDir: string;
  /** Where the jars are kept; `.cache` of the checkout unless given. */
  readonly cacheDir?: string;
  /** Taken if it is free, else another one is. */
  readonly port?: number;
  /** Further listeners, for clients that are to be led through a proxy. */
  readonly listeners?: readonly KafkaListener[];
  /** Broker settings that go before ours. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Passwords by name, of users of SCRAM-SHA-512, of a folder that is empty so far. */
  readonly users?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}

export interface EmbeddedKafka extends RunningServer {
  readonly brokers: string[];
  readonly port: number;
}

export async function startKafka(options: KafkaOptions): Promise<EmbeddedKafka> {
  const log = options.log ?? (() => undefined);
  const java = await findJava();
  const jars = await kafkaJars(resolve(options.cacheDir ?? join(checkoutFolder(), '.cache')), log);
  const archive = await kafkaArchive(java, jars, log);
  return attemptStart(async (attempt) => {
    const broker = await freePort(attempt === 0 ? (options.port ?? 9092) : 0);
    const ports = { broker, controller: await freePort(), listeners: options.listeners ?? [] };
    const { settings = {}, users = {} } = options;
    const server = await claimAndRun(options.dataDir, { java, jars, archive, ports, settings, users });
    return { ...server, brokers: [`127.0.0.1:${broker}`], port: broker };
  });
}

async function claimAndRun(dataDir: string, node: KafkaNode): Promise<RunningServer> {
  const folder: DataFolder = await claimDataFolder(dataDir, 'Kafka');
  try {
    return await runKafkaNode(node, folder);
  } catch (error) {
    folder.release();
    throw error;
  }
}

import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.js';
import type { DataFolder } from './data-folder.js';
import { EmbeddedServerError } from './failure.js';
import { javaEnvironment, type Java } from './java.js';
import type { KafkaJars } from './kafka-jars.js';
import { kafkaDataFolder, kafkaSettings, type KafkaPorts } from './kafka-settings.js';
import { randomClusterId } from './kafka-cluster-id.js';
import { lastLines } from './server-log.js';
import { runServer, type RunningServer } from './server-process.js';

export interface KafkaNode {
  readonly java: Java;
  readonly jars: KafkaJars;
  /** The flag that reads or writes the class-data archive. */
  readonly archive: string;
  readonly ports: KafkaPorts;
  readonly settings?: Readonly<Record<string, string>>;
  /** Passwords by name, of users of SCRAM-SHA-512. */
  readonly users?: Readonly<Record<string, string>>;
}

const settingsFile = 'server.properties';

/** Formats an empty folder, writes the settings anew (ports change from run to run) and starts the broker. */
export async function runKafkaNode(node: KafkaNode, folder: DataFolder): Promise<RunningServer> {
  await writeFile(join(folder.path, settingsFile), kafkaSettings(node.ports, node.settings));
  if (!existsSync(join(folder.path, kafkaDataFolder, 'meta.properties'))) await format(node, folder);
  return runServer(
    {
      name: 'Kafka',
      command: node.java.command,
      args: [...javaFlags(node), 'kafka.Kafka', settingsFile],
      cwd: folder.path,
      env: javaEnvironment(),
      stopSignal: 'TERM',
      logFile: join(folder.path, 'server.log'),
      isReady: (log) => log.includes('Kafka Server started'),
    },
    folder,
  );
}

async function format(node: KafkaNode, folder: DataFolder): Promise<void> {
  await rm(join(folder.path, kafkaDataFolder), { recursive: true, force: true });
  const users = Object.entries(node.users ?? {}).flatMap(([name, password]) => [
    '--add-scram',
    `SCRAM-SHA-512=[name=${name},password=${password}]`,
  ]);
  const args = [
    'kafka.tools.StorageTool',
    'format',
    '--cluster-id',
    randomClusterId(),
    '--config',
    settingsFile,
    ...users,
  ];
  const { status, output } = await run(node.java.command, [...javaFlags(node), ...args], {
    cwd: folder.path,
    env: javaEnvironment(),
  });
  if (status !== 0)
    throw new EmbeddedServerError(`Kafka could not prepare its data folder ${folder.path}:\n${lastLines(output)}`);
}

function javaFlags({ archive, jars }: KafkaNode): string[] {
  return [
    '-Xms64m',
    '-Xmx512m',
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:-UsePerfData',
    '-Xshare:auto',
    '-Xlog:cds=off',
    '-Xlog:class+path=off',
    archive,
    '-Djava.awt.headless=true',
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
    '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
    '-cp',
    jars.classPath,
  ];
}

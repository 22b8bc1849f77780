import { join } from 'node:path';
import { run } from './command.js';
import { EmbeddedServerError } from './failure.js';

export interface Java {
  readonly command: string;
  /** All that `java -version` says; a class-data archive fits one build only. */
  readonly version: string;
}

const oldest = 17;
const advice =
  `Install one (Debian and Ubuntu: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk@17), ` +
  `or set KAFKA_BROKERS to a Kafka that is running already.`;

export async function findJava(): Promise<Java> {
  const home = process.env['JAVA_HOME'];
  const command = home === undefined || home === '' ? 'java' : join(home, 'bin', 'java');
  const { status, output } = await run(command, ['-version']);
  const where = command === 'java' ? 'on the PATH' : `in JAVA_HOME (${home})`;
  if (status !== 0)
    throw new EmbeddedServerError(`Kafka needs Java ${oldest} or later, and none was found ${where}. ${advice}`);
  const found = /version "(?:1\.)?(\d+)/.exec(output)?.[1];
  if (Number(found) >= oldest) return { command, version: output };
  throw new EmbeddedServerError(
    `Kafka needs Java ${oldest} or later; the one ${where} is Java ${found ?? '(unknown)'}. ${advice}`,
  );
}

/** In the POSIX locale Java 17 cannot open a path that is not ASCII. */
export function javaEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C.UTF-8' };
}

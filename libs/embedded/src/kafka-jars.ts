import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkoutFolder } from './checkout.js';
import { run } from './command.js';
import { EmbeddedServerError } from './failure.js';
import { lastLines } from './server-log.js';

export interface KafkaJars {
  /** Holds the jars, and what is made from them. */
  readonly folder: string;
  readonly classPath: string;
  /** Changes with anything that a class-data archive checks of the jars. */
  readonly fingerprint: string;
}

/** Fetched once; a folder that is there is whole, as it comes into being by a rename. */
export async function kafkaJars(cacheDir: string, log: (line: string) => void): Promise<KafkaJars> {
  const pom = join(checkoutFolder(), 'docker', 'kafka', 'pom.xml');
  const version = /<kafka\.version>([^<]+)</.exec(await readFile(pom, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${pom} names no kafka.version`);
  const folder = join(cacheDir, `kafka-${version}`);
  const jars = join(folder, 'jars');
  if (!existsSync(jars)) {
    log(`fetching Apache Kafka ${version} (once, 43 MB) …`);
    await fetchJars(pom, folder, jars);
  }
  // In a fixed order: a class-data archive is refused when the class path differs.
  const names = (await readdir(jars)).filter((name) => name.endsWith('.jar')).sort();
  const paths = names.map((name) => join(jars, name));
  const stats = await Promise.all(paths.map((path) => stat(path)));
  return {
    folder,
    classPath: paths.join(':'),
    fingerprint: JSON.stringify(stats.map(({ mtimeMs, size }, i) => [paths[i], mtimeMs, size])),
  };
}

async function fetchJars(pom: string, folder: string, jars: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const partial = await mkdtemp(join(folder, 'partial-'));
  try {
    const { status, output } = await run('mvn', [
      '--quiet',
      '--batch-mode',
      `--file=${pom}`,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${partial}`,
      '-DincludeScope=runtime',
    ]);
    if (status === null) {
      throw new EmbeddedServerError(
        "Kafka's jars are fetched by Maven, and there is no mvn on the PATH. Install it (Debian and Ubuntu: apt-get install maven; " +
          'macOS: brew install maven), or set KAFKA_BROKERS to a Kafka that is running already.',
      );
    }
    if (status !== 0) throw new EmbeddedServerError(`Maven could not fetch Kafka's jars:\n${lastLines(output)}`);
    await chmod(partial, 0o755);
    await rename(partial, jars).catch((error: unknown) => {
      // Somebody else was faster, and what is there is whole.
      if (!existsSync(jars)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

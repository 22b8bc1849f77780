import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { kafkaBrokers } from './servers.js';
import type { Pipeline, ServiceName } from './pipeline.js';

export interface Run {
  readonly child: ChildProcess;
  /** What it has said so far. */
  output(): string;
  /** With what it wrote to standard output alone, too. */
  readonly ended: Promise<{ readonly code: number | null; readonly output: string; readonly result: string }>;
}

/** The operator's program as it is built, with the settings of a pipeline. */
export function disclosure(pipeline: Pipeline, prefix: string, ...args: readonly string[]): Run {
  return disclosureWith({}, pipeline, prefix, ...args);
}

/** The same with settings of its own. */
export function disclosureWith(
  environment: Readonly<Record<string, string>>,
  pipeline: Pipeline,
  prefix: string,
  ...args: readonly string[]
): Run {
  const child = spawn(process.execPath, ['dist/apps/cli/src/main.js', ...args], {
    env: {
      ...process.env,
      KAFKA_BROKERS: kafkaBrokers().join(','),
      DATABASE_URL: pipeline.databaseUrl,
      QUERY_URL: urlOf(pipeline, 'query'),
      INGEST_URL: urlOf(pipeline, 'ingest'),
      TOPIC_PREFIX: prefix,
      LOG_LEVEL: 'fatal',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (output += part.toString()));
  let result = '';
  child.stdout.on('data', (part: Buffer) => (result += part.toString()));
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, output, result }));
  return { child, output: () => output, ended };
}

/** Where nobody listens, while it does not run. */
function urlOf(pipeline: Pipeline, name: ServiceName): string {
  const url = pipeline.url(name);
  return URL.canParse(url) ? url : 'http://127.0.0.1:9999';
}

import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { say } from '../terminal/out.js';

/** By these the environment says which pipeline is meant. */
const naming = ['KAFKA_BROKERS', 'DATABASE_URL', 'QUERY_URL', 'INGEST_URL', 'QUERY_PORT', 'INGEST_PORT'];

/**
 * Where the environment names no pipeline, the one that `npm start` runs with this data folder is meant: it notes there
 * where everything is. Never half of each.
 */
export function useRunning(data: string, env: NodeJS.ProcessEnv): void {
  if (naming.some((name) => env[name] !== undefined)) return;
  const file = join(data, 'running.json');
  const running = read(file);
  if (running === null) return;
  Object.assign(env, running);
  say(`(the pipeline of ${relative('.', file)})`);
}

function read(file: string): Record<string, string> | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

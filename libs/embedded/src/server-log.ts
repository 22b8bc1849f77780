import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface ServerLog {
  readonly path: string;
  readonly fd: number;
  text(): Promise<string>;
  tail(): Promise<string>;
  close(): Promise<void>;
}

/** One file per run; the run before is kept beside it. */
export async function openServerLog(path: string): Promise<ServerLog> {
  await rename(path, join(dirname(path), 'server.previous.log')).catch(() => undefined);
  const file = await open(path, 'a', 0o600);
  const text = (): Promise<string> => readFile(path, 'utf8').catch(() => '');
  return {
    path,
    fd: file.fd,
    text,
    tail: async () => lastLines(await text()),
    close: () => file.close(),
  };
}

export function lastLines(text: string, count = 15): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

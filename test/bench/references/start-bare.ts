import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Bare {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** A bare Fastify as a process of its own. */
export async function startBare(
  name: 'bare-select' | 'bare-ingest',
  env: Readonly<Record<string, string>> = {},
): Promise<Bare> {
  const child = fork(join('dist', 'test', 'bench', 'references', `${name}.js`), { env: { ...process.env, ...env } });
  const ended = once(child, 'exit');
  const [message] = (await once(child, 'message')) as [{ readonly url: string }];
  return {
    url: message.url,
    pid: child.pid ?? NaN,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

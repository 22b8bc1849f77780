import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface BareSelect {
  readonly url: string;
  stop(): Promise<void>;
}

/** A bare Fastify with one SELECT by key, as a process of its own. */
export async function startBareSelect(databaseUrl: string): Promise<BareSelect> {
  const child = fork(join('dist', 'test', 'bench', 'references', 'bare-select.js'), {
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  const ended = once(child, 'exit');
  const [message] = (await once(child, 'message')) as [{ readonly url: string }];
  return {
    url: message.url,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

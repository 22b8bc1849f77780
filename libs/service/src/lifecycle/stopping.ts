import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenRequests } from './open-requests.js';
import type { Shutdown } from './shutdown.js';

export interface Stopping {
  readonly stop: () => Promise<void>;
  /** What a stop that does not end waits for. */
  readonly hanging: () => readonly string[];
}

/**
 * Answers what is under way, then lets Nest stop the rest: `onModuleDestroy`, transports, `onApplicationShutdown`.
 * Pools belong into the last, since a transport may need them until it has stopped.
 */
export function stopping(
  app: NestFastifyApplication,
  shutdown: Shutdown,
  openRequests: OpenRequests,
  last: readonly { close(): Promise<void> }[],
  drainMs: number,
): Stopping {
  let phase = 'nothing';
  let stopped: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    phase = 'whoever sends work to look elsewhere';
    shutdown.announce();
    openRequests.close();
    if (drainMs > 0) await pause(drainMs);
    phase = 'requests';
    shutdown.begin();
    const server = app.getHttpAdapter().getInstance().server;
    server.close();
    await openRequests.drain();
    // Those that never sent a request: `close` would wait for them for ever.
    server.closeAllConnections();
    phase = 'hooks and transports of the application';
    await app.close();
    phase = 'the audit and traces';
    await Promise.all(last.map((each) => each.close()));
    phase = 'nothing';
  };
  return {
    stop: () => (stopped ??= run()),
    hanging: () => [phase, ...openRequests.describe()],
  };
}

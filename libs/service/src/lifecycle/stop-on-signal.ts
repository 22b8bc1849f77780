import type { Logger } from 'pino';
import { exitCodes } from './exit-codes.js';
import { fail } from './fail.js';
import type { Stopping } from './stopping.js';

/**
 * A second signal changes nothing: Ctrl-C reaches the whole process group, and then the supervisor passes its own on.
 * Losing the channel to a supervisor that started us counts as a signal, as nobody would stop us later.
 * Returns whether it is stopping.
 */
export function stopOnSignal(log: Logger, service: Stopping, within: number): () => boolean {
  let stopping = false;
  const stop = (why: string): void => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    setTimeout(() => {
      log.fatal({ hanging: service.hanging(), ms: within }, 'did not stop in time');
      process.exit(exitCodes.failed);
    }, within);
    service.stop().then(
      () => {
        log.info('stopped');
        process.exit(exitCodes.stopped);
      },
      (error: unknown) => fail(log, 'stopping failed', error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (process.connected) process.on('disconnect', () => stop('the supervisor is gone'));
  return () => stopping;
}

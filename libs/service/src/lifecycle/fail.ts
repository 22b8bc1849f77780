import type { Logger } from 'pino';
import { CannotStart } from './cannot-start.js';
import { exitCodes } from './exit-codes.js';

/** Says what it was and ends the process; the supervisor starts it again. */
export function fail(log: Logger, what: string, error: unknown): never {
  try {
    if (error instanceof CannotStart) log.fatal(error.message);
    else log.fatal({ err: error }, what);
  } finally {
    process.exit(exitCodes.failed);
  }
}

export function failOnWhatNobodyCaught(log: Logger): void {
  process.on('uncaughtException', (error) => fail(log, 'uncaught exception', error));
  process.on('unhandledRejection', (reason) => fail(log, 'unhandled rejection', reason));
}

import { rootLogger } from '../logging/root-logger.js';
import type { Need } from '../settings/settings.js';
import { createService } from './create-service.js';
import type { ServiceDefinition } from './definition.js';
import { fail, failOnWhatNobodyCaught } from './fail.js';
import { settingsOrExit } from './settings-or-exit.js';
import { stopOnSignal } from './stop-on-signal.js';
import { watchEventLoop } from './watch-event-loop.js';

const LONGEST_STOP_MS = 15_000;
// Every step that takes long waits for somebody else.
const LONGEST_TURN_SECONDS = 60;

/** The whole of a `main.ts`: settings from the environment, signals, exit codes. */
export async function runService<N extends Need>(definition: ServiceDefinition<N>): Promise<void> {
  const settings = settingsOrExit(definition);
  const log = rootLogger({ service: definition.name, level: settings.logLevel });
  failOnWhatNobodyCaught(log);
  watchEventLoop(definition.name, LONGEST_TURN_SECONDS);
  let stopping = (): boolean => false;
  try {
    const service = await createService(definition, settings, log);
    stopping = stopOnSignal(log, service, (definition.stopWithin ?? LONGEST_STOP_MS) + settings.drainSeconds * 1_000);
    const url = await service.start();
    process.send?.({ ready: true, port: Number(new URL(url).port), url });
  } catch (error) {
    // A start that a stop has cut short did not fail; the stop ends the process.
    if (!stopping()) fail(log, 'could not start', error);
  }
}

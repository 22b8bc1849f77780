import { readSettings } from '../settings/read-settings.js';
import { SettingsError } from '../settings/settings-error.js';
import type { Need, Settings } from '../settings/settings.js';
import type { ServiceDefinition } from './definition.js';
import { exitCodes } from './exit-codes.js';

/** In plain text on stderr: whoever set it wrong reads it, and how to log is among what may be wrong. */
export function settingsOrExit<N extends Need>({ name, needs }: ServiceDefinition<N>): Settings<N> {
  try {
    return readSettings(process.env, { needs });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const lines = error.problems.map((problem) => `  ${problem.name} ${problem.message}`);
    process.stderr.write(`${name} cannot start, the environment is not right:\n${lines.join('\n')}\n`);
    process.exit(exitCodes.misconfigured);
  }
}

import { Command } from 'commander';
import { CannotStart, SettingsError } from '#service';
import { copyTopicsCommand } from './copy-topics/command.js';
import { rebuildCommand } from './rebuild/command.js';
import { Refused } from './copy-topics/refused.js';

// EX_CONFIG of sysexits.h, as of the services.
const MISCONFIGURED = 78;
const REFUSED = 3;
const FAILED = 1;

const program = new Command('disclosure')
  .description('What an operator does by hand. Settings come from the environment, as those of the services do.')
  .addCommand(copyTopicsCommand())
  .addCommand(rebuildCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodeOf(error);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof SettingsError || error instanceof CannotStart) return MISCONFIGURED;
  return error instanceof Refused ? REFUSED : FAILED;
}

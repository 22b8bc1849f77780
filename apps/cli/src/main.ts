import { Command } from 'commander';
import { CannotStart, SettingsError } from '#service';
import { accessCommand } from './access/command.js';
import { copyTopicsCommand } from './copy-topics/command.js';
import { rebuildCommand } from './rebuild/command.js';
import { Refused } from './copy-topics/refused.js';
import { deadLettersCommand } from './dead-letters/command.js';
import { useRunning } from './target/running.js';
import { importCommand } from './import/command.js';
import { lagCommand } from './lag/command.js';
import { offsetsCommand } from './offsets/command.js';
import { tailCommand } from './tail/command.js';
import { leaveWithReader } from './terminal/out.js';

// EX_CONFIG of sysexits.h, as of the services.
const MISCONFIGURED = 78;
const REFUSED = 3;
const WRONG_USE = 2;
const FAILED = 1;

const program = new Command('disclosure')
  .description(
    'What an operator does by hand. Settings come from the environment, as those of the services do; ' +
      'without any it is the pipeline that npm start runs here.',
  )
  .option('--data <folder>', 'the data folder of that npm start', '.data')
  .showHelpAfterError('(--help says what there is)')
  .hook('preAction', (command) => useRunning(command.opts<{ data: string }>().data, process.env))
  .addCommand(lagCommand())
  .addCommand(offsetsCommand())
  .addCommand(deadLettersCommand())
  .addCommand(tailCommand())
  .addCommand(importCommand())
  .addCommand(copyTopicsCommand())
  .addCommand(rebuildCommand())
  .addCommand(accessCommand());

leaveWithReader();
endWithWrongUse(program);
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

/** Of a command, and all in it. */
function endWithWrongUse(command: Command): void {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USE));
  for (const inner of command.commands) endWithWrongUse(inner);
}

import { Command } from 'commander';
import { apiOf } from '../target/api.js';
import { interrupted } from '../terminal/interrupted.js';
import { print, say } from '../terminal/out.js';
import { Checkpoint } from './checkpoint.js';
import { importFiles, type Imported } from './import-files.js';
import { wholeNumberFrom } from '../terminal/whole-number.js';

interface Options {
  readonly state?: string;
  readonly fromLine: number;
  readonly errors?: string;
  readonly giveUpAfter: number;
  readonly json: boolean;
}

const REFUSED = 1;
const BROKEN_OFF = 4;

export function importCommand(): Command {
  return new Command('import')
    .description('send files of events, one a line (NDJSON), through ingest')
    .argument('<files...>', '- is standard input')
    .option('--state <file>', 'note there how far it is, and go on from there the next time')
    .option('--from-line <number>', 'of one file: begin there', wholeNumberFrom(1), 1)
    .option('--errors <file>', 'append there what is refused, a line of JSON each, with the reason')
    .option('--give-up-after <seconds>', 'when ingest has taken nothing for so long', wholeNumberFrom(1), 120)
    .option('--json', 'the summary as JSON', false)
    .addHelpText(
      'after',
      `
What ingest cannot take for now is sent again, after as long as it says. An event that is sent twice is recorded twice and
applied once, so an import can always be started again. "repeated" are lines that name an event which an earlier line named.
Ends with 1 if a line was refused, and with 4 if it broke off; it says where.

Examples:
  disclosure import events.ndjson
  disclosure import --state import.state --errors refused.ndjson archive/*.ndjson
  zcat archive.gz | disclosure import -`,
    )
    .action(run);
}

async function run(files: readonly string[], { state, fromLine, errors, giveUpAfter, json }: Options): Promise<void> {
  if (fromLine > 1 && (files.length > 1 || state !== undefined))
    throw new Error('--from-line goes with one file, and without --state.');
  const options = {
    api: apiOf('ingest'),
    checkpoint: new Checkpoint(state),
    fromLine,
    errors,
    giveUpAfterMs: giveUpAfter * 1_000,
    stop: interrupted(),
  };
  const imported = await importFiles(files, options);
  await print(json ? JSON.stringify(imported) : summary(imported));
  const { stopped, refused } = imported;
  if (stopped !== null) say(brokenOff(stopped, state));
  process.exitCode = stopped !== null ? BROKEN_OFF : refused > 0 ? REFUSED : 0;
}

function summary({ recorded, repeated, refused, stopped }: Imported): string {
  const told = `${recorded} recorded (${repeated} of them repeated), ${refused} refused`;
  return stopped === null ? told : `${told}, and then it broke off`;
}

function brokenOff({ file, line, why }: NonNullable<Imported['stopped']>, state: string | undefined): string {
  const how = state === undefined ? `--from-line ${line} ${file}` : 'the same command';
  return `${file}:${line}: ${why}. Everything before that line is sent; go on with ${how}`;
}

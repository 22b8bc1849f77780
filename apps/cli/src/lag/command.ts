import { Command, InvalidArgumentError } from 'commander';
import { within } from '#kafka';
import { withStores } from '../target/stores.js';
import { interrupted } from '../terminal/interrupted.js';
import { print } from '../terminal/out.js';
import { pause } from '../terminal/pause.js';
import { lagLines } from './format.js';
import { measure } from './measure.js';

interface Options {
  readonly watch?: number | true;
  readonly json: boolean;
}

const EVERY_SECONDS = 2;
const ANSWER_MS = 20_000;

export function lagCommand(): Command {
  return new Command('lag')
    .description('how far the log is applied, and what came of it published')
    .option('--watch [seconds]', `again and again, every ${EVERY_SECONDS} seconds unless told`, seconds)
    .option('--json', 'a line of JSON each time', false)
    .addHelpText(
      'after',
      `
Of each partition: where the log ends, the first offset that is not applied, how many are between and since when the first
of them waits; what failed to apply and waits to be sent again; the last change there is, the last in the changes topic, and
how many are between; dead letters that are not in their topic so far. Ends with 1 where a partition stands still.

Examples:
  disclosure lag
  disclosure lag --watch
  disclosure lag --json | jq '[.partitions[].lag] | add'`,
    )
    .action(run);
}

async function run({ watch, json }: Options): Promise<void> {
  await withStores(async (connected) => {
    const stop = interrupted();
    do {
      const partitions = await within(measure(connected), ANSWER_MS, 'Asking Kafka and PostgreSQL').catch(giveUp);
      if (partitions.some(({ stopped }) => stopped !== null)) process.exitCode = 1;
      if (json) await print(JSON.stringify({ at: new Date().toISOString(), partitions }));
      else await show(lagLines(partitions), watch !== undefined);
      if (watch !== undefined) await pause((watch === true ? EVERY_SECONDS : watch) * 1_000, stop);
    } while (watch !== undefined && !stop.aborted);
  });
}

/** Whoever does not answer would not let go of the connection either. */
function giveUp(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/** On a terminal each stands in the place of the one before. */
async function show(lines: readonly string[], again: boolean): Promise<void> {
  if (again && process.stdout.isTTY) process.stdout.write('\u001b[H\u001b[2J');
  for (const line of lines) await print(line);
}

function seconds(text: string): number {
  const number = Number(text);
  if (!(number >= 0.1 && number <= 86_400)) throw new InvalidArgumentError('It must be a number of seconds.');
  return number;
}

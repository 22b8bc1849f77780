import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { verdictOf } from './goal.js';
import { commitOf, thisMachine } from './machine.js';
import type { Goal, PartResult } from './part.js';
import { parts } from './parts.js';
import { report, type Measured } from './report.js';
import { median } from './statistics.js';

interface Given {
  readonly events?: number;
  readonly seed: number;
  readonly rounds?: number;
  readonly quick: boolean;
  readonly out: string;
}

const whole = (text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('must be a whole number from 1 on.');
  return number;
};

const published = join('docs', 'performance');
// The smallest that a part can take a tenth of.
const fewest = 1_000;
const events = (text: string): number => {
  const number = whole(text);
  if (number < fewest) throw new InvalidArgumentError(`must be ${fewest} or more.`);
  return number;
};
const program = new Command('bench').description(
  'Measures the pipeline beside its limits and its peers, on a real Kafka and a real PostgreSQL of its own.',
);

program
  .command('run', { isDefault: true })
  .description('measure; all parts unless some are named')
  .argument('[part...]', parts.map(({ name }) => name).join(', '))
  .option('--events <n>', 'how many; each part has its own number unless given', events)
  .option('--seed <n>', 'of the generator', whole, 1)
  .option('--rounds <n>', 'how often each is measured (3; with --quick once)', whole)
  .option('--quick', 'small, to see that it runs: its figures mean nothing', false)
  .option('--out <folder>', `where results are kept; ${published} are those of docs/performance.md`, '.bench')
  .action(run);

program
  .command('report')
  .description('write a page from the results, beside their folder')
  .option('--out <folder>', 'where the results are', published)
  .action(async ({ out: folder }: { readonly out: string }) => {
    const { page, plots } = await report(folder).catch((error: unknown) => program.error(String(error)));
    await writeFile(`${folder}.md`, `${page}\n`);
    for (const [name, svg] of plots) await writeFile(join(folder, `${name}.svg`), svg);
  });

await program.parseAsync();

async function run(names: readonly string[], { events, seed, rounds, quick, out: folder }: Given): Promise<void> {
  const command = ['npm run bench', ...(process.argv.length > 2 ? ['--', ...process.argv.slice(2)] : [])].join(' ');
  const unknown = names.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) program.error(`no such part: ${unknown.join(', ')}`);
  if (process.platform !== 'linux') program.error('it takes CPU and memory from /proc, which only Linux has');
  const chosen = names.length === 0 ? parts : parts.filter(({ name }) => names.includes(name));
  await mkdir(folder, { recursive: true });
  for (const part of chosen) {
    const options = { events: events ?? 0, seed, rounds: rounds ?? (quick ? 1 : 3), quick };
    console.log(part.name);
    const result = await part.run(options, (line) => console.log(`  ${line}`));
    print(result);
    const measured: Measured = {
      ...result,
      at: new Date().toISOString(),
      command,
      commit: commitOf(),
      machine: await thisMachine(),
    };
    await writeFile(join(folder, `${part.name}.json`), `${JSON.stringify(measured, null, 1)}\n`);
  }
}

function print({ figures, goals, notes }: PartResult): void {
  for (const { name, unit, rounds } of figures)
    console.log(`  ${name.padEnd(56)}${round(median(rounds)).padStart(10)} ${unit}`);
  for (const goal of goals) console.log(`  ${goal.path}: ${verdict(goal)}`);
  for (const note of notes) console.log(`  ${note}`);
}

function verdict(goal: Goal): string {
  const { ratio, bound, told } = verdictOf(goal);
  const said = bound === '' ? '' : ` (${bound}: ${told})`;
  return `${goal.ours} / ${goal.reference} = ${round(ratio)}${said}`;
}

function round(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { readGenerations, schemaOf, sqlOf, type Announced } from '#persistence';
import { keepHeapSmall } from '#projection';
import { connect, type Connected } from '../connections.js';
import { Refused } from '../copy-topics/refused.js';
import { reportOnStderr, sentence } from './progress.js';
import { rebuild } from './rebuild.js';
import { statusOf, type GenerationStatus } from './status.js';
import { throwAway } from './throw-away.js';
import { noteDone } from '../target/note-done.js';
import { wholeNumberFrom } from '../terminal/whole-number.js';

interface Options {
  readonly announceAtMost: number;
  readonly yes: boolean;
  readonly json: boolean;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

export function rebuildCommand(): Command {
  const command = new Command('rebuild')
    .description(
      'build the read models anew from the log, beside those that are served, and switch to them. The services go on; ' +
        'ended in the middle, it goes on where it was',
    )
    .option('--announce-at-most <changes>', 'do not ask if it announces no more than this', wholeNumberFrom(0), 100)
    .option('--yes', 'do not ask, however many', false)
    .option('--json', 'answer in JSON', false)
    .action((options: Options) => withConnections((connected) => run(connected, options)));
  command
    .command('status')
    .description('which generations of read models there are')
    .option('--json', 'answer in JSON', false)
    .action((_: unknown, command: Command) =>
      withConnections(({ database }) => status(sqlOf(database), isJson(command))),
    );
  command
    .command('throw-away')
    .description('drop the generation that is being built, or else those that are no longer served')
    .option('--json', 'answer in JSON', false)
    .action((_: unknown, command: Command) =>
      withConnections(async ({ database }) => {
        const dropped = await throwAway(database);
        await noteDone(sqlOf(database), 'rebuild throw-away', { dropped });
        say(isJson(command) ? JSON.stringify({ dropped }) : `dropped ${dropped.join(', ')}`);
      }),
    );
  return command;
}

// An option of both is taken by the outer command.
function isJson(command: Command): boolean {
  return command.optsWithGlobals<Options>().json;
}

async function withConnections(work: (connected: Connected) => Promise<void>): Promise<void> {
  const connected = await connect();
  try {
    await work(connected);
  } finally {
    await connected.close();
  }
}

async function run(
  { settings, rules, kafka, database }: Connected,
  { announceAtMost, yes, json }: Options,
): Promise<void> {
  keepHeapSmall();
  const { topicPrefix, partitions } = settings;
  const source = { kafka, database, databaseUrl: settings.database.url, rules, topicPrefix, partitions };
  const report = reportOnStderr((result) =>
    say(
      json
        ? JSON.stringify(result)
        : `${String(Reflect.get(result, 'generation'))} is served. The old one is kept until disclosure rebuild throw-away`,
    ),
  );
  await rebuild(source, { atMost: announceAtMost, agree: (name, announced) => agree(name, announced, yes) }, report);
  const served = (await readGenerations(sqlOf(database))).find(({ state }) => state === 'served');
  await noteDone(sqlOf(database), 'rebuild', { served: served === undefined ? null : schemaOf(served.number) });
}

async function agree(generation: string, announced: Announced, yes: boolean): Promise<void> {
  if (yes) return;
  const what = sentence(generation, announced);
  const later = `${generation} is kept: go on with --yes, or throw it away (disclosure rebuild throw-away)`;
  if (!process.stdin.isTTY) throw new Refused([`${what} Nobody is there to agree.`, later]);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if ((await terminal.question(`${what} Switch? Type yes: `)).trim() !== 'yes') throw new Refused([later]);
  } finally {
    terminal.close();
  }
}

async function status(sql: Parameters<typeof statusOf>[0], json: boolean): Promise<void> {
  const generations = await statusOf(sql);
  if (json) say(JSON.stringify({ generations }));
  else for (const each of generations) say(lineOf(each));
}

function lineOf({ generation, state, since, applied, announces }: GenerationStatus): string {
  const offsets = applied.map(({ partition, next }) => `${partition}:${next}`).join(' ');
  const ready =
    announces === null ? '' : `; ${announces.changes} changes on ${announces.incidents} incidents are ready`;
  return `${generation} ${state} since ${since}; applied ${offsets === '' ? 'nothing' : offsets}${ready}`;
}

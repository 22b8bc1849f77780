import { Command } from 'commander';
import type { DeadLetterView, Page } from '#contracts';
import { apiOf } from '../target/api.js';
import { print } from '../terminal/out.js';
import { table } from '../terminal/table.js';
import { filterQuery, offset, withFilter, type FilterOptions } from './filter-options.js';
import { columns, describe, row } from './format.js';
import { redriveCommand } from './redrive.js';
import { wholeNumberFrom } from '../terminal/whole-number.js';

const PATH = '/v1/ops/dead-letters';
const MOST_A_PAGE = 500;

export function deadLettersCommand(): Command {
  return new Command('dead-letters')
    .description('what could not be applied: look at it, and send it again')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(redriveCommand());
}

function listCommand(): Command {
  return withFilter(new Command('list'))
    .description('which there are, by offset')
    .option('--sent', 'only those that were sent again')
    .option('--unsent', 'only those that were not')
    .option('--limit <number>', 'at most so many; 100 unless told, and all with --json', wholeNumberFrom(1))
    .option('--json', 'a line of JSON for each', false)
    .addHelpText(
      'after',
      `
Examples:
  disclosure dead-letters list --unsent
  disclosure dead-letters list --reason undecodable --since 2026-11-22T00:00:00Z
  disclosure dead-letters list --json | jq -r .detail | sort | uniq -c`,
    )
    .action(list);
}

interface ListOptions extends FilterOptions {
  readonly sent?: true;
  readonly unsent?: true;
  readonly limit?: number;
  readonly json: boolean;
}

async function list({ sent, unsent, json, limit = json ? Infinity : 100, ...filter }: ListOptions): Promise<void> {
  const api = apiOf('query');
  const redriven = sent === unsent ? undefined : String(sent === true);
  const found: DeadLetterView[] = [];
  let cursor: string | undefined;
  let left = limit;
  do {
    const page = String(Math.min(MOST_A_PAGE, left));
    const query = { ...filterQuery(filter), redriven, limit: page, cursor };
    const { items, next } = await api.ask<Page<DeadLetterView>>(PATH, { query });
    if (json) for (const letter of items) await print(JSON.stringify(letter));
    else found.push(...items.map((letter) => ({ ...letter, value: null })));
    left -= items.length;
    cursor = next ?? undefined;
  } while (cursor !== undefined && left > 0);
  if (json) return;
  if (found.length === 0) await print('there is none');
  else for (const line of table(columns, found.map(row))) await print(line);
  if (cursor !== undefined) await print(`and more: --limit ${limit * 10}`);
}

function showCommand(): Command {
  return new Command('show')
    .description('everything about one: its bytes as text or hexadecimal, headers, reason')
    .argument('<offset>', 'where it stands in the log, <partition>@<offset>', offset)
    .option('--json', 'as the query service tells it', false)
    .option('--raw', 'its bytes and nothing else, to be edited and sent', false)
    .addHelpText(
      'after',
      `
Examples:
  disclosure dead-letters show 1@9
  disclosure dead-letters show 1@9 --raw > event.json`,
    )
    .action(show);
}

async function show(at: string, { json, raw }: { readonly json: boolean; readonly raw: boolean }): Promise<void> {
  const letter = await apiOf('query').ask<DeadLetterView>(`${PATH}/${at}`);
  if (raw) process.stdout.write(Buffer.from(letter.value ?? '', 'base64'));
  else if (json) await print(JSON.stringify(letter));
  else for (const line of describe(letter)) await print(line);
}

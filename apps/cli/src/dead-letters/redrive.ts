import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { DeadLetterView, Redriven, RedrivenPage } from '#contracts';
import { apiOf, ApiError, type Api } from '../target/api.js';
import { makeSure } from '../terminal/ask.js';
import { print, say } from '../terminal/out.js';
import { progress } from '../terminal/progress.js';
import { filterQuery, offset, withFilter, type FilterOptions } from './filter-options.js';
import { outcome } from './format.js';

const PATH = '/v1/ops/dead-letters';
const STEP = '200';
const REFUSED_SHOWN = 20;

interface Options extends FilterOptions {
  readonly all: boolean;
  readonly edit?: string;
  readonly again: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

export function redriveCommand(): Command {
  return withFilter(new Command('redrive'))
    .description('send them again: some by their offsets, or all that match')
    .argument('[offsets...]', '<partition>@<offset>')
    .option('--all', 'all that match the filters, and were not sent again so far', false)
    .option('--edit <file>', 'send this event in its place; - is standard input')
    .option('--again', 'also what was sent again already', false)
    .option('--dry-run', 'with --all: say what would become of them, and send nothing', false)
    .option('--yes', 'do not ask', false)
    .option('--json', 'a line of JSON for each', false)
    .addHelpText(
      'after',
      `
With --all they are counted first, and above one it asks. What is cut off can be started again: what was sent is noted
and left out, and what was sent and not noted is a copy, which is applied once.
Ends with 1 if one was refused, and with 3 if nobody said yes.

Examples:
  disclosure dead-letters redrive 1@9
  disclosure dead-letters redrive 1@9 --edit event.json
  disclosure dead-letters redrive --all --reason apply-failed --dry-run
  disclosure dead-letters redrive --all --subject aurora-2024 --yes`,
    )
    .action(run);
}

async function run(offsets: readonly string[], options: Options): Promise<void> {
  if (options.all === offsets.length > 0) throw new Error('Say either offsets or --all.');
  if (options.edit !== undefined && offsets.length !== 1) throw new Error('--edit goes with one offset.');
  const filtered = Object.values(filterQuery(options)).some((value) => value !== undefined);
  if (!options.all && (options.dryRun || filtered)) throw new Error('Filters and --dry-run go with --all.');
  const places = offsets.map(offset);
  const api = apiOf('query');
  const refused = options.all ? await all(api, options) : await each(api, places, options);
  if (refused > 0) process.exitCode = 1;
}

async function each(api: Api, places: readonly string[], { edit, again, json }: Options): Promise<number> {
  const edited =
    edit === undefined ? {} : { body: readFileSync(edit === '-' ? 0 : edit), type: 'application/cloudevents+json' };
  const query = { again: again ? 'true' : undefined };
  let refused = 0;
  for (const place of places) {
    try {
      const letter = await api.ask<DeadLetterView>(`${PATH}/${place}/redrive`, { method: 'POST', query, ...edited });
      await print(json ? JSON.stringify(letter) : `${place} sent to ${letter.redriven ?? '-'}`);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status < 400 || error.status >= 500) throw error;
      refused += 1;
      say(`${place} refused: ${error.message}`);
    }
  }
  return refused;
}

/** How many were refused. */
async function all(api: Api, options: Options): Promise<number> {
  const filter = { ...filterQuery(options), again: options.again ? 'true' : undefined };
  const { json } = options;
  const judged: Redriven[] = [];
  let found: RedrivenPage['matching'] = null;
  for await (const page of steps(api, { ...filter, dryRun: 'true' })) {
    found ??= page.matching;
    judged.push(...page.items);
  }
  const counts = Object.entries(found ?? {}).map(([reason, count]) => `${count} ${reason}`);
  const sendable = judged.filter(({ status }) => status === 'sendable').length;
  const refused = judged.filter(({ status }) => status === 'refused');
  say(counts.length === 0 ? 'none matches' : `${counts.join(', ')}: ${sendable} can be sent, ${refused.length} cannot`);
  if (options.dryRun) {
    for (const one of judged) if (json) await print(JSON.stringify(one));
    if (!json) await tellRefused(refused);
    return refused.length;
  }
  await tellRefused(json ? [] : refused);
  if (sendable === 0) return refused.length;
  if (sendable > 1) await makeSure(`Send ${sendable} dead letters again?`, options.yes);
  return send(api, filter, { total: judged.length, json });
}

async function send(
  api: Api,
  filter: Readonly<Record<string, string | undefined>>,
  { total, json }: { readonly total: number; readonly json: boolean },
): Promise<number> {
  const bar = progress(total, '');
  let sent = 0;
  let refused = 0;
  try {
    for await (const { items } of steps(api, filter)) {
      const gone = items.filter(({ status }) => status === 'sent').length;
      sent += gone;
      refused += items.length - gone;
      bar.add(items.length);
      if (json) for (const one of items) await print(JSON.stringify(one));
    }
  } catch (error) {
    bar.end();
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${sent} were sent, then: ${why}. Start it again: what was sent is left out.`, { cause: error });
  }
  bar.end();
  const told = `${sent} sent, ${refused} refused`;
  if (json) say(told);
  else await print(told);
  return refused;
}

async function* steps(api: Api, query: Readonly<Record<string, string | undefined>>): AsyncGenerator<RedrivenPage> {
  let cursor: string | undefined;
  do {
    const page = await api.ask<RedrivenPage>(`${PATH}/redrive`, {
      method: 'POST',
      query: { ...query, limit: STEP, cursor },
    });
    yield page;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}

async function tellRefused(refused: readonly Redriven[]): Promise<void> {
  for (const one of refused.slice(0, REFUSED_SHOWN)) await print(outcome(one));
  if (refused.length > REFUSED_SHOWN) await print(`and ${refused.length - REFUSED_SHOWN} more, which --json lists`);
}

import { Command, InvalidArgumentError, Option } from 'commander';
import { events, idPattern, partyKinds } from '#contracts';
import { scopes } from '#service';
import { print } from '../terminal/out.js';
import { table } from '../terminal/table.js';
import { endGrant, grant, listAccess, listAudit, makeKey, revoke } from './access.js';
import { wholeNumberFrom } from '../terminal/whole-number.js';

export function accessCommand(): Command {
  const access = new Command('access')
    .description('who may do what, their keys, and what was done and refused')
    .addHelpText(
      'after',
      `
A grant is for a name that you choose, or for oidc:<subject> of a token. It counts within five seconds, and so does its end.

Examples:
  disclosure access grant newsroom --scopes events:write,read --publishers nhk=media --types disclosure.statement.published.v1
  disclosure access key newsroom --days 90     a key, shown once; two may live at a time, to change from one to the next
  disclosure access revoke 3f9c2a7b10de
  disclosure access audit --denied`,
    );
  access
    .command('grant')
    .argument('<name>', 'to whom', name)
    .addOption(list('--scopes <list>', `of ${scopes.join(', ')}`, scopes).makeOptionMandatory())
    .option(
      '--publishers <list>',
      'parties that they may speak for, as id=kind, or id for any kind; * for all',
      publishers,
      [],
    )
    .addOption(list('--types <list>', 'event types that they may send; * for all', ['*', ...typeNames()]).default([]))
    .description('grant, in place of what was granted before')
    .action(grant);
  access.command('end').argument('<name>', 'whose').description('end a grant, with all its keys').action(endGrant);
  access
    .command('key')
    .argument('<name>', 'whose')
    .option('--days <n>', 'how long it lives', days, 90)
    .description('make a key')
    .action(makeKey);
  access.command('revoke').argument('<id>', 'of a key').description('end a key').action(revoke);
  access
    .command('list')
    .option('--json', 'as JSON', false)
    .description('grants and keys')
    .action(async ({ json }: { readonly json: boolean }) => {
      const rows = await listAccess();
      if (json) return print(JSON.stringify(rows));
      const columns = ['name', 'scopes', 'publishers', 'types', 'keys'].map((each) => ({
        name: each,
        align: 'left' as const,
      }));
      const cells = rows.map((row) => [
        row.name,
        row.scopes.join(' '),
        row.publishers.join(' '),
        row.eventTypes.join(' '),
        row.keys.map(({ id, state }) => `${id} ${state}`).join('; '),
      ]);
      for (const line of table(columns, cells)) await print(line);
    });
  access
    .command('audit')
    .option('--of <name>', 'only of this principal')
    .option('--denied', 'only what was refused', false)
    .option('--limit <n>', 'how many, the latest first', wholeNumberFrom(1), 100)
    .description('what was done and refused, as lines of JSON')
    .action(listAudit);
  return access;
}

function typeNames(): string[] {
  return events.map(({ type }) => type);
}

function list(flags: string, description: string, allowed: readonly string[]): Option {
  return new Option(flags, description).argParser((text: string) => {
    const given = words(text);
    const unknown = given.filter((each) => !allowed.includes(each));
    if (unknown.length > 0) throw new InvalidArgumentError(`${unknown.join(', ')} is none of ${allowed.join(', ')}.`);
    return given;
  });
}

function words(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

const party = new RegExp(`${idPattern.slice(0, -1)}(=(${partyKinds.join('|')}))?$`);

function publishers(text: string): string[] {
  const given = words(text);
  const wrong = given.filter((each) => each !== '*' && !party.test(each));
  if (wrong.length > 0)
    throw new InvalidArgumentError(
      `${wrong.join(', ')} is neither *, an id, nor id=kind with a kind of ${partyKinds.join(', ')}.`,
    );
  const ids = given.map((each) => each.split('=', 1)[0]);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw new InvalidArgumentError(`${twice} comes twice.`);
  return given;
}

function name(text: string): string {
  if (!/^[^\s,\p{C}]{1,200}$/u.test(text)) throw new InvalidArgumentError('It must be one word.');
  return text;
}

function days(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 3650)) throw new InvalidArgumentError('It must be a number of days, at most 3650.');
  return number;
}

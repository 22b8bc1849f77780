import { Argument, Command, InvalidArgumentError } from 'commander';
import { topicNames } from '#contracts';
import { committedOffsets, fetchOffsets, readRecord, recordHash } from '#kafka';
import { readProjectionOffset, sqlOf } from '#persistence';
import { withStores } from '../target/stores.js';
import type { Connected } from '../connections.js';
import { print } from '../terminal/out.js';
import { table } from '../terminal/table.js';
import { resumeCommandRun } from './resume.js';

export function offsetsCommand(): Command {
  const offsets = new Command('offsets')
    .description('what is stored and committed, and where the topics begin and end')
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      `
The known record is the last that was applied: the projector refuses a log in which another one stands there. Committed
offsets are for lag tools only. A read-committed reader reads as far as "stable"; "high" counts open transactions too.

Examples:
  disclosure offsets
  disclosure offsets continue 3     a notifier that stands still goes on behind what it had published
  disclosure offsets resend 3       … publishes again what the topics have lost`,
    )
    .action(async ({ json }: { readonly json: boolean }) => withStores((connected) => show(connected, json)));
  for (const resume of ['continue', 'resend'] as const) {
    offsets
      .command(resume)
      .description(
        resume === 'continue'
          ? 'let a notifier partition that stands still go on behind what was published'
          : 'let it publish again what the topics have lost',
      )
      .addArgument(new Argument('<partition>', 'which').argParser(partition))
      .option('--yes', 'do not ask', false)
      .action((which: number, { yes }: { readonly yes: boolean }) =>
        withStores((connected) => resumeCommandRun(connected, which, resume, yes)),
      );
  }
  return offsets;
}

const projection = ['partition', 'next', 'known', 'record', 'committed'];
const logs = ['topic', 'partition', 'low', 'stable', 'high'];

async function show(connected: Connected, json: boolean): Promise<void> {
  const { kafka, settings } = connected;
  const topics = topicNames(settings.topicPrefix);
  const stored = await storedOffsets(connected);
  const ends = [];
  for (const topic of Object.values(topics) as string[]) {
    for (const { partition: which, low, stable, high } of await fetchOffsets(kafka, topic)) {
      ends.push({ topic, partition: which, low: Number(low), stable: Number(stable), high: Number(high) });
    }
  }
  if (json) return print(JSON.stringify({ projection: stored, topics: ends }));
  const cells = (row: Readonly<Record<string, string | number | null>>): string[] =>
    Object.values(row).map((value) => (value === null ? '-' : String(value)));
  const columns = (names: readonly string[]) =>
    names.map((name) => ({ name, align: name === 'topic' ? ('left' as const) : ('right' as const) }));
  for (const line of table(columns(projection), stored.map(cells))) await print(line);
  await print('');
  for (const line of table(columns(logs), ends.map(cells))) await print(line);
}

async function storedOffsets({ kafka, database, settings }: Connected) {
  const { events } = topicNames(settings.topicPrefix);
  const log = await fetchOffsets(kafka, events);
  const committed = await committedOffsets(kafka, `${settings.topicPrefix}corrigenda-projector`, events);
  return Promise.all(
    log.map(async ({ partition: which }) => {
      const known = await readProjectionOffset(sqlOf(database), which);
      const last = known?.lastOffset ?? null;
      const record = last === null ? null : await readRecord(kafka, events, which, last);
      const hash = known?.lastHash ?? null;
      const same = hash !== null && record !== null && hash.equals(recordHash(record));
      return {
        partition: which,
        next: known === null ? null : Number(known.next),
        known: last === null ? null : Number(last),
        record: last === null ? null : record === null ? 'gone' : same ? 'the same' : 'ANOTHER',
        committed: toNumber(committed.get(which)),
      };
    }),
  );
}

function toNumber(offset: bigint | null | undefined): number | null {
  return offset === null || offset === undefined ? null : Number(offset);
}

function partition(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('It must be a number from 0.');
  return Number(text);
}

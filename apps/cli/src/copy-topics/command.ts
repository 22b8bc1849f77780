import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { topicNames } from '#contracts';
import { deleteTopics, type KafkaClient } from '#kafka';
import { sqlOf } from '#persistence';
import { connect } from '../connections.js';
import { noteDone } from '../target/note-done.js';
import { copyTopics, type Copied } from './copy-topics.js';

interface Options {
  readonly toPrefix: string;
  readonly eraseUnclear: boolean;
  readonly anew: boolean;
  readonly deleteOld: boolean;
  readonly yes: boolean;
}

const PREFIX = /^[A-Za-z0-9._-]{1,100}$/;
const SHOWN = 20;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

export function copyTopicsCommand(): Command {
  return new Command('copy-topics')
    .description(
      'copy the topics without what was redacted, to another prefix, and let PostgreSQL take the copy for its own. ' +
        'The services must be stopped; afterwards they start with TOPIC_PREFIX set to the new prefix',
    )
    .requiredOption('--to-prefix <prefix>', 'what stands before the names of the new topics', prefix)
    .option('--erase-unclear', 'empty dead letters that cannot be read, of incidents with redactions', false)
    .option('--anew', 'throw away what is there under the new prefix, and begin anew', false)
    .option('--delete-old', 'delete the old topics afterwards', false)
    .option('--yes', 'do not ask before that', false)
    .action(run);
}

function prefix(text: string): string {
  if (PREFIX.test(text)) return text;
  throw new Error(`--to-prefix must be 1 to 100 letters, digits, dots, underscores and hyphens; given: ${text}`);
}

async function run({ toPrefix, eraseUnclear, anew, deleteOld, yes }: Options): Promise<void> {
  const connected = await connect();
  const { settings, rules, kafka, database } = connected;
  try {
    const fromPrefix = settings.topicPrefix;
    const databaseUrl = settings.database.url;
    report(
      await copyTopics({ kafka, database, databaseUrl, rules, fromPrefix, toPrefix, eraseUnclear, anew, say }),
      toPrefix,
    );
    await noteDone(sqlOf(database), 'copy topics', { from: fromPrefix, to: toPrefix, eraseUnclear, anew });
    const old = Object.values(topicNames(fromPrefix)) as string[];
    if (deleteOld) {
      const isGone = await deleteOnceSure(kafka, old, yes);
      if (isGone) await noteDone(sqlOf(database), 'delete topics', { topics: old });
    } else say(`What was redacted still stands in the old topics. Delete them: ${old.join(', ')}`);
  } finally {
    await connected.close();
  }
}

function report({ findings }: Copied, toPrefix: string): void {
  list('something was taken from', findings.erased);
  list('cannot be read, and may carry redacted parts (--erase-unclear empties them)', findings.unclear);
  list('says what was redacted elsewhere, and is not redacted itself', findings.alsoSaid);
  say(`Done. Start the services with TOPIC_PREFIX=${toPrefix}`);
}

function list(what: string, places: ReadonlySet<string>): void {
  if (places.size === 0) return;
  say(`${what}: ${places.size}`);
  for (const place of [...places].slice(0, SHOWN)) say(`  ${place}`);
  if (places.size > SHOWN) say(`  and ${places.size - SHOWN} more`);
}

async function deleteOnceSure(kafka: KafkaClient, topics: readonly string[], sure: boolean): Promise<boolean> {
  if (!sure && !(await agreed(topics))) {
    say('The old topics are still there.');
    return false;
  }
  await deleteTopics(kafka, topics);
  say(`deleted ${topics.join(', ')}`);
  return true;
}

async function agreed(topics: readonly string[]): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(`Delete ${topics.join(', ')} for good? Type yes: `)).trim() === 'yes';
  } finally {
    terminal.close();
  }
}

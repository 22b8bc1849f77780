import { Command, InvalidArgumentError } from 'commander';
import { topicNames } from '#contracts';
import { createKafka } from '#kafka';
import { readSettings } from '#service';
import { interrupted } from '../terminal/interrupted.js';
import { print, say } from '../terminal/out.js';
import { changeLine, type SequencedChange } from './change-line.js';
import { follow, type From } from './follow.js';
import { wholeNumberFrom } from '../terminal/whole-number.js';

interface Options {
  readonly from: From;
  readonly incident?: readonly string[];
  readonly kind?: readonly string[];
  readonly count?: number;
  readonly follow: boolean;
  readonly json: boolean;
}

export function tailCommand(): Command {
  return new Command('tail')
    .description('the changes topic as it grows, read committed')
    .option('--from <where>', 'beginning, end, or <partition>@<sequence> of one partition', from, 'end')
    .option('--incident <id...>', 'only of these')
    .option('--kind <kind...>', 'only such: fact.changed, statement.revised, …')
    .option('--count <number>', 'end after so many', wholeNumberFrom(1))
    .option('--no-follow', 'end where the topic ends')
    .option('--json', 'a line of JSON for each: partition, sequence, change', false)
    .addHelpText(
      'after',
      `
Examples:
  disclosure tail
  disclosure tail --from beginning --incident aurora-2024 --kind fact.changed fact.contested
  disclosure tail --from 3@120 --json --no-follow | jq .change.data.after`,
    )
    .action(run);
}

async function run({ count: most = Infinity, json, follow: goOn, ...options }: Options): Promise<void> {
  const { kafka: brokers, topicPrefix } = readSettings(process.env, { needs: ['kafka'] });
  const topic = topicNames(topicPrefix).changes;
  say(`${topic} at ${brokers.brokers.join(', ')}`);
  const kafka = createKafka({ ...brokers, sasl: brokers.sasl ?? undefined, clientId: 'corrigenda-cli' });
  try {
    let told = 0;
    for await (const one of follow(kafka, topic, { from: options.from, goOn, stop: interrupted() })) {
      if (!isWanted(one, options)) continue;
      await print(json ? JSON.stringify(one) : changeLine(one));
      told += 1;
      if (told >= most) break;
    }
  } finally {
    await kafka.close();
  }
}

function isWanted(
  { change: { data } }: SequencedChange,
  { incident, kind }: Pick<Options, 'incident' | 'kind'>,
): boolean {
  return (incident?.includes(data.incident) ?? true) && (kind?.includes(data.kind) ?? true);
}

export function from(text: string): From {
  if (text === 'beginning' || text === 'end') return text;
  const match = /^(\d{1,4})@(\d{1,15})$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It must be beginning, end, or <partition>@<sequence>.');
  return { partition: Number(match[1]), sequence: Number(match[2]) };
}

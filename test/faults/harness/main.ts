import { parseArgs } from 'node:util';
import { tableOf } from './report.js';
import { runFaults } from './run.js';

const usage = `npm run faults -- [--seed N] [--minutes M] [--keep]
The services, with a Kafka and a PostgreSQL of their own, under faults that the seed decides; then every promise is checked.
Ends with 1 if one was broken, and keeps the run's folder then; --keep: always.`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    minutes: { type: 'string', default: '3' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const ended = new AbortController();

async function main(): Promise<number> {
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [seed, minutes] = [Number(values.seed), Number(values.minutes)];
  if (!Number.isSafeInteger(seed) || !(minutes > 0)) {
    console.log(usage);
    return 2;
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ended.abort());
  const say = (line: string): void => console.log(line);
  const { report, folder, remove } = await runFaults({
    seed,
    minutes,
    checkout: process.cwd(),
    say,
    signal: ended.signal,
  });
  for (const line of tableOf(report)) say(line);
  const broken = report.violations.length > 0;
  if (broken || values.keep) say(`kept: ${folder}`);
  else await remove();
  return broken ? 1 : 0;
}

try {
  process.exit(await main());
} catch (error) {
  console.log(ended.signal.aborted ? 'ended before it was over; nothing is kept' : error);
  process.exit(1);
}

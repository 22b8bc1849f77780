import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../checker/check.js';
import { startClients, type ClientTotals } from '../clients/clients.js';
import { Cluster } from './cluster.js';
import { crashPoints } from './crash-points.js';
import type { Exit } from './supervised.js';
import { describe } from './faults.js';
import { Journal } from './journal.js';
import { plague } from './nemesis.js';
import { appliedEvents } from './progress.js';
import type { Report } from './report.js';
import { atRest } from './rest.js';
import { scheduleOf } from './schedule.js';
import { holdsWithin, pause } from './wait.js';
import { Watch } from './watch.js';

export interface RunOptions {
  readonly seed: number;
  readonly minutes: number;
  /** Of the checkout, with what is built in `dist`. */
  readonly checkout: string;
  readonly partitions?: number;
  readonly say: (line: string) => void;
  /** Ends it early, without a check. */
  readonly signal: AbortSignal;
}

export interface Outcome {
  readonly report: Report;
  readonly folder: string;
  remove(): Promise<void>;
}

const prefix = 'faults-';
const startsWithinMs = 120_000;
// Every service is ready again, and a transaction that was left is told from one that is under way.
const settlesWithinMs = 60_000;

/** Services, clients and one nemesis for so many minutes; then peace, rest, and the check. @throws what the signal was ended with. */
export async function runFaults(options: RunOptions): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), `corrigenda-faults-${options.seed}-`));
  const journal = new Journal(join(folder, 'run.ndjson'), options.say);
  options.say(`seed ${options.seed}, ${options.minutes} minutes, in ${folder}`);
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const exits: Exit[] = [];
  const onExit = (exit: Exit): void => {
    exits.push(exit);
    journal.note('exit', { ...exit });
  };
  const { checkout, partitions = 6 } = options;
  const cluster = await Cluster.start({ folder, checkout, prefix, partitions, onExit });
  try {
    const parts = await through(options, { cluster, journal, folder, partitions });
    const report: Report = {
      seed: options.seed,
      minutes: options.minutes,
      ...parts,
      faults: Object.fromEntries(journal.counts),
      restarts: countBy(exits),
      ownEnds: countBy(exits.filter(({ struck }) => !struck)),
      violations: journal.violations,
    };
    await writeFile(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    return { report, folder, remove };
  } finally {
    await cluster.stop();
    if (options.signal.aborted) await remove();
  }
}

interface Stage {
  readonly cluster: Cluster;
  readonly journal: Journal;
  readonly folder: string;
  readonly partitions: number;
}

async function through(
  { seed, minutes, checkout, say, signal }: RunOptions,
  { cluster, journal, folder, partitions }: Stage,
): Promise<Pick<Report, 'seconds' | 'clients' | 'checked' | 'peakMegabytes'>> {
  const from = performance.now();
  const steps = scheduleOf({ seed, minutes, points: crashPoints });
  await writeFile(
    join(folder, 'schedule.txt'),
    steps.map((step) => `${step.pauseMs} ${step.faults.map(describe).join(' + ')}\n`).join(''),
  );
  if ((await holdsWithin(() => allReady(cluster), startsWithinMs, signal)) === null)
    throw new Error(`the services did not become ready; their logs are in ${folder}`);
  const watch = new Watch(cluster, journal);
  watch.start();
  const historyFile = join(folder, 'history.ndjson');
  const { brokers } = cluster.broker;
  const clients = startClients({
    ingestUrls: () => cluster.urlsOf('ingest'),
    queryUrls: () => cluster.urlsOf('query'),
    seed,
    historyFile,
    brokers,
    prefix,
    partitions,
  });
  const over = AbortSignal.any([signal, AbortSignal.timeout(minutes * 60_000)]);
  await plague(steps, { cluster, journal, folder, checkout, signal: over });
  say(`the faults are over; ${await appliedEvents(cluster.postgres.url)} events are applied`);
  const totals: ClientTotals = await clients.stop();
  signal.throwIfAborted();
  const ready = await holdsWithin(() => allReady(cluster), settlesWithinMs, signal);
  if (ready === null)
    journal.violated('health', `not every service is ready ${settlesWithinMs} ms after the last fault`);
  await atRest(cluster, prefix, journal, signal);
  await pause(settlesMs, signal);
  await watch.transactions();
  watch.stop();
  signal.throwIfAborted();
  const [queryUrl = ''] = cluster.urlsOf('query');
  const found = await check({ brokers, prefix, databaseUrl: cluster.postgres.url, queryUrl, historyFile, partitions });
  for (const { promise, detail } of found.violations) journal.violated(promise, detail);
  // A run in which nothing happened shows nothing.
  for (const [what, count] of Object.entries({ ...found.totals, struck: total(journal.counts) }))
    if (count === 0 && ['recorded', 'applied', 'changes', 'states', 'struck'].includes(what))
      journal.violated('something happens', `there is nothing of ${what}`);
  return {
    seconds: Math.round((performance.now() - from) / 1000),
    clients: { ...totals },
    checked: { ...found.totals },
    peakMegabytes: Object.fromEntries(watch.peakMegabytes),
  };
}

const settlesMs = 6_000;

async function allReady(cluster: Cluster): Promise<boolean> {
  const answers = await Promise.all(
    cluster.all.map(({ process }) => fetch(`${process.url}/health/ready`, { signal: AbortSignal.timeout(5_000) })),
  );
  return answers.every(({ ok }) => ok);
}

const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, n) => sum + n, 0);

function countBy(exits: readonly Exit[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { service } of exits) counts[service] = (counts[service] ?? 0) + 1;
  return counts;
}

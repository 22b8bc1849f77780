import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startClients, type ClientTotals } from '../clients/clients.js';
import { Cluster } from './cluster.js';
import type { Outcome, RunOptions } from './command.js';
import { crashPoints } from './crash-points.js';
import type { Exit } from './supervised.js';
import { describe } from './faults.js';
import { Journal } from './journal.js';
import { plague } from './nemesis.js';
import { allReady, checked, comeToRest } from './peace.js';
import { appliedEvents } from './progress.js';
import type { Report } from './report.js';
import { scheduleOf } from './schedule.js';
import { holdsWithin } from './wait.js';
import { Watch } from './watch.js';

export interface FaultsOptions extends RunOptions {
  readonly partitions?: number;
}

const prefix = 'faults-';
const startsWithinMs = 120_000;

/** Services, clients and one nemesis for so many minutes; then peace, rest, and the check. @throws what the signal was ended with. */
export async function runFaults(options: FaultsOptions): Promise<Outcome> {
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
  const urls = cluster.all.map(({ process }) => process.url);
  if ((await holdsWithin(() => allReady(urls), startsWithinMs, signal)) === null)
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
  const databaseUrl = cluster.postgres.url;
  await comeToRest(urls, { brokers, prefix, databaseUrl }, journal, signal);
  await watch.transactions();
  watch.stop();
  signal.throwIfAborted();
  const [queryUrl = ''] = cluster.urlsOf('query');
  const found = await checked({ brokers, prefix, databaseUrl, queryUrl, historyFile, partitions }, journal);
  return {
    seconds: Math.round((performance.now() - from) / 1000),
    clients: { ...totals },
    checked: { ...found },
    peakMegabytes: Object.fromEntries(watch.peakMegabytes),
  };
}

function countBy(exits: readonly Exit[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { service } of exits) counts[service] = (counts[service] ?? 0) + 1;
  return counts;
}

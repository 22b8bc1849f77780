import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startClients } from '../clients/clients.js';
import type { Outcome, RunOptions } from '../harness/command.js';
import { Journal } from '../harness/journal.js';
import { allReady, checked, comeToRest } from '../harness/peace.js';
import { appliedEvents } from '../harness/progress.js';
import type { Report } from '../harness/report.js';
import { holdsWithin, pause } from '../harness/wait.js';
import { Project } from './project.js';
import { type ContainerFault, containerScheduleOf, type ContainerStep, describeContainerFault } from './schedule.js';

const partitions = 6;
const prefix = '';
const startsWithinMs = 180_000;
/** A container that ends again and again is waited with for longer each time, as the engine has it: up to a minute. */
const appliesAgainWithinMs = 180_000;
const grant = ['--scopes', 'events:write,records:write,events:backfill,read', '--publishers', '*', '--types', '*'];

/** The compose project under load, its containers killed; then peace, rest, and the check. @throws what the signal was ended with. */
export async function runContainers(options: RunOptions): Promise<Outcome> {
  const { seed, minutes, checkout, say, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), `corrigenda-faults-containers-${seed}-`));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const journal = new Journal(join(folder, 'run.ndjson'), say);
  const ends = new Ends(journal);
  const name = `corrigenda-faults-${seed}-${process.pid}`;
  say(`seed ${seed}, ${minutes} minutes, compose project ${name}, in ${folder}`);
  const onExit = (container: string, exitCode: string): void => ends.ended(container, exitCode);
  const project = await Project.up({ name, checkout, onExit }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  try {
    const parts = await through(options, { project, journal, ends, folder });
    const report: Report = {
      seed,
      minutes,
      ...parts,
      peakMegabytes: {},
      faults: Object.fromEntries(journal.counts),
      restarts: ends.all,
      ownEnds: ends.own,
      violations: journal.violations,
    };
    await writeFile(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    return { report, folder, remove };
  } finally {
    const logs = join(folder, 'logs');
    await mkdir(logs);
    await project.saveLogs(logs);
    await project.down();
    if (signal.aborted) await remove();
  }
}

interface Stage {
  readonly project: Project;
  readonly journal: Journal;
  readonly ends: Ends;
  readonly folder: string;
}

async function through(
  { seed, minutes, say, signal }: RunOptions,
  { project, journal, ends, folder }: Stage,
): Promise<Pick<Report, 'seconds' | 'clients' | 'checked' | 'appliesAgainMs'>> {
  const from = performance.now();
  if ((await holdsWithin(() => allReady(project.urls), startsWithinMs, signal)) === null)
    throw new Error(`the services did not become ready; their logs are in ${folder}`);
  await project.disclosure('access', 'grant', 'faults', ...grant);
  const key = await project.disclosure('access', 'key', 'faults');
  const steps = containerScheduleOf({ seed, minutes });
  const schedule = steps.map(({ pauseMs, faults }) => `${pauseMs} ${faults.map(describeContainerFault).join(' + ')}\n`);
  await writeFile(join(folder, 'schedule.txt'), schedule.join(''));
  const { brokers, databaseUrl } = project;
  const historyFile = join(folder, 'history.ndjson');
  const clients = startClients({
    ingestUrls: () => [project.url('ingest')],
    queryUrls: () => [project.url('query')],
    seed,
    historyFile,
    brokers,
    prefix,
    partitions,
    key,
  });
  const over = AbortSignal.any([signal, AbortSignal.timeout(minutes * 60_000)]);
  const appliesAgainMs = await plague(steps, { project, journal, ends, signal: over });
  const totals = await clients.stop();
  signal.throwIfAborted();
  await comeToRest(project.urls, { brokers, prefix, databaseUrl }, journal, signal);
  signal.throwIfAborted();
  say(`at rest; ${await appliedEvents(databaseUrl)} events are applied`);
  const queryUrl = project.url('query');
  const found = await checked({ brokers, prefix, databaseUrl, queryUrl, historyFile, partitions, key }, journal);
  const seconds = Math.round((performance.now() - from) / 1000);
  return { seconds, clients: { ...totals }, checked: { ...found }, appliesAgainMs };
}

interface Scene {
  readonly project: Project;
  readonly journal: Journal;
  readonly ends: Ends;
  readonly signal: AbortSignal;
}

/** Works through the schedule until the signal says so, and leaves every container started; the longest pauses. */
async function plague(steps: readonly ContainerStep[], scene: Scene): Promise<Record<string, number>> {
  const { project, journal, signal } = scene;
  const longest: Record<string, number> = {};
  for (const { pauseMs, faults } of steps) {
    await pause(pauseMs, signal);
    if (signal.aborted) break;
    await Promise.all(faults.map((fault) => strike(fault, scene)));
    // A next fault of what is not up yet would find nothing to break.
    let before: number | undefined;
    const again = async (): Promise<boolean> => {
      const applied = await appliedEvents(project.databaseUrl);
      before ??= applied;
      return applied > before;
    };
    const ms = await holdsWithin(again, appliesAgainWithinMs, signal);
    const what = faults.map(describeContainerFault).join(' + ');
    journal.note('applies again', { what, ms });
    for (const { container } of faults)
      if (ms !== null) longest[container] = Math.max(longest[container] ?? 0, Math.round(ms));
    if (ms === null && !signal.aborted)
      journal.violated('recovery', `nothing was applied in ${appliesAgainWithinMs} ms after ${what}`);
  }
  return longest;
}

async function strike(fault: ContainerFault, { project, journal, ends, signal }: Scene): Promise<void> {
  const { kind, container } = fault;
  journal.note('fault', { fault: describeContainerFault(fault) });
  ends.expect(container);
  try {
    if (kind === 'crash') await project.crash(container);
    else await project.kill(container);
    journal.count(`${kind} ${container}`);
  } catch (error) {
    // It may have ended by itself just before.
    ends.unexpect(container);
    journal.note('not struck', { fault: describeContainerFault(fault), error: String(error) });
  } finally {
    if (kind === 'kill') {
      await pause(fault.ms, signal);
      await project.start(container);
    }
  }
}

/** Whose containers ended how often, and how often nobody had struck them. */
class Ends {
  readonly all: Record<string, number> = {};
  readonly own: Record<string, number> = {};
  private readonly expected = new Map<string, number>();

  constructor(private readonly journal: Journal) {}

  expect(container: string): void {
    this.expected.set(container, (this.expected.get(container) ?? 0) + 1);
  }

  unexpect(container: string): void {
    this.expected.set(container, (this.expected.get(container) ?? 1) - 1);
  }

  ended(container: string, exitCode: string): void {
    const expected = this.expected.get(container) ?? 0;
    this.journal.note('exit', { container, exitCode, struck: expected > 0 });
    this.all[container] = (this.all[container] ?? 0) + 1;
    if (expected > 0) this.expected.set(container, expected - 1);
    else this.own[container] = (this.own[container] ?? 0) + 1;
  }
}

import { join } from 'node:path';
import type { Decide } from '../proxy.js';
import type { Cluster, Member } from './cluster.js';
import { CrashPoint } from './crash-points.js';
import { directSql } from './direct-sql.js';
import { type Fault, sideOf } from './faults.js';
import type { Journal } from './journal.js';
import { runRebuild } from './rebuild.js';
import { expectRecovery, expectUnready } from './recovery.js';
import { holdsWithin, pause } from './wait.js';

export interface Scene {
  readonly cluster: Cluster;
  readonly journal: Journal;
  readonly folder: string;
  readonly checkout: string;
  /** Cuts short what takes time. */
  readonly signal: AbortSignal;
}

// As long as it may take until the k-th request comes by.
let crashes = 0;
const armedMs = 12_000;
const crashWithinMs = 25_000;
/** From then on a store's absence shows in everybody's health. */
const noticeableMs = 4_000;

/** Does it, and undoes what can be undone; how often it struck. */
export async function strike(fault: Fault, scene: Scene): Promise<number> {
  const { cluster, signal } = scene;
  switch (fault.kind) {
    case 'kill':
      return Number(cluster.member(fault.service).process.signal('SIGKILL'));
    case 'terminate':
      return Number(cluster.member(fault.service).process.signal('SIGTERM'));
    case 'freeze':
      return frozen(cluster.member(fault.service), () => pause(fault.ms, signal));
    case 'zombie': {
      const member = cluster.member(fault.service);
      return frozen(member, async () => {
        await endBackends(member, cluster);
        await pause(fault.ms, signal);
      });
    }
    case 'crash':
      return crash(fault, scene);
    case 'broker':
      return broker(fault, scene);
    case 'postgres':
      return postgres(fault, scene);
    case 'backends':
      return endBackends(cluster.member(fault.service), cluster);
    case 'freeze-backend':
      return freezeBackend(cluster.member(fault.service), scene, fault.ms);
    case 'request':
      return request(fault, scene);
    case 'delay':
    case 'silence': {
      const proxy = cluster.member(fault.service).proxies[fault.side];
      proxy.setWeather(fault.kind === 'delay' ? { delayMs: fault.delayMs } : { silent: fault.way });
      await pause(fault.ms, signal);
      proxy.setWeather({});
      return 1;
    }
    case 'cut-all':
      return cluster.member(fault.service).proxies[fault.side].cutAll();
    case 'rebuild':
      return rebuild(fault, scene);
  }
}

async function frozen({ process }: Member, meanwhile: () => Promise<unknown>): Promise<number> {
  if (!process.signal('SIGSTOP')) return 0;
  try {
    await meanwhile();
  } finally {
    process.signal('SIGCONT');
  }
  return 1;
}

async function crash(
  fault: Extract<Fault, { kind: 'crash' }>,
  { cluster, folder, checkout, signal }: Scene,
): Promise<number> {
  const { service, point, nth } = fault;
  const { process } = cluster.member(service);
  crashes += 1;
  const crash = new CrashPoint(checkout, join(folder, `crash-${crashes}`), point, nth);
  const before = process.pid;
  if (!process.replace({ preloads: [crash.preload], env: crash.env })) return 0;
  await holdsWithin(() => process.pid !== undefined && process.pid !== before, 10_000, signal);
  const armed = process.pid;
  process.expectEnd();
  if (service.startsWith('notifier-')) {
    // A notifier stands by while another has the partitions.
    await holdsWithin(async () => (await fetch(`${process.url}/health/live`)).ok, 10_000, signal);
    for (const other of cluster.all)
      if (other.id.startsWith('notifier-') && other.id !== service) other.process.signal('SIGTERM');
  }
  await holdsWithin(() => crash.struck && process.pid !== armed, crashWithinMs, signal);
  // It would strike later, when nobody reckons with it.
  if (!crash.struck && process.pid === armed) process.signal('SIGTERM');
  return Number(crash.struck);
}

async function broker({ how, ms }: Extract<Fault, { kind: 'broker' }>, scene: Scene): Promise<number> {
  const { cluster, journal, signal } = scene;
  if (how === 'SIGSTOP') cluster.broker.freeze();
  else await cluster.broker.end(how);
  await outage('broker', ['ingest', 'projector', 'notifier'], ms, scene);
  if (how === 'SIGSTOP') cluster.broker.thaw();
  else await cluster.broker.again();
  await expectRecovery('broker', cluster, journal, signal);
  return 1;
}

async function postgres({ ms }: Extract<Fault, { kind: 'postgres' }>, scene: Scene): Promise<number> {
  const { cluster, journal, signal } = scene;
  await cluster.postgres.endImmediately();
  await outage('postgres', ['projector', 'notifier', 'query'], ms, scene);
  await cluster.postgres.again();
  await expectRecovery('postgres', cluster, journal, signal);
  return 1;
}

async function outage(store: string, needy: readonly string[], ms: number, scene: Scene): Promise<void> {
  if (ms <= noticeableMs) {
    await pause(ms, scene.signal);
    return;
  }
  await pause(noticeableMs, scene.signal);
  if (!scene.signal.aborted) await expectUnready(store, scene.cluster, needy, scene.journal);
  await pause(ms - noticeableMs, scene.signal);
}

/** Nothing is told of it: the rules are the same. Whether it gets through beside what else happens is not asked. */
async function rebuild(
  { ms }: Extract<Fault, { kind: 'rebuild' }>,
  { cluster, checkout, folder, journal, signal }: Scene,
): Promise<number> {
  const how = await runRebuild({
    checkout,
    env: cluster.environment,
    logFile: join(folder, 'logs', 'rebuild.log'),
    signal: AbortSignal.any([signal, AbortSignal.timeout(ms)]),
  });
  journal.note('rebuild', { how });
  journal.count(`rebuild: ${how}`, 1);
  return 1;
}

const ownedBy = `FROM pg_stat_activity WHERE backend_type = 'client backend' AND client_port = ANY($1)`;

async function endBackends({ proxies }: Member, { postgres }: Cluster): Promise<number> {
  const rows = await directSql(postgres.url, `SELECT pg_terminate_backend(pid) ${ownedBy}`, [
    proxies.postgres.serverPorts(),
  ]);
  return rows.length;
}

async function freezeBackend({ proxies }: Member, { cluster, signal }: Scene, ms: number): Promise<number> {
  const [row] = await directSql<{ pid: number }>(
    cluster.postgres.url,
    `SELECT pid ${ownedBy} ORDER BY state = 'active' DESC, state_change DESC LIMIT 1`,
    [proxies.postgres.serverPorts()],
  );
  if (row === undefined) return 0;
  process.kill(row.pid, 'SIGSTOP');
  try {
    await pause(ms, signal);
  } finally {
    process.kill(row.pid, 'SIGCONT');
  }
  return 1;
}

async function request(
  { of, request, nth, times, what }: Extract<Fault, { kind: 'request' }>,
  { cluster, signal }: Scene,
): Promise<number> {
  const proxies = cluster.all.filter(({ id }) => id.startsWith(`${of}-`)).map((each) => each.proxies[sideOf(request)]);
  let seen = 0;
  let struck = 0;
  const decide: Decide = (name) => {
    if (name !== request || struck === times) return null;
    seen += 1;
    if (seen % nth !== 0) return null;
    struck += 1;
    return what;
  };
  for (const proxy of proxies) proxy.decide = decide;
  await holdsWithin(() => struck === times, armedMs, signal);
  for (const proxy of proxies) if (proxy.decide === decide) proxy.decide = () => null;
  return struck;
}

import { readFileSync } from 'node:fs';
import type { Cluster } from './cluster.js';
import { directSql } from './direct-sql.js';
import type { Journal } from './journal.js';

const everyMs = 2_000;
const mostMegabytes = 512;
const idleSeconds = 5;

/** Looks at memory and at transactions that nobody goes on with, as long as a run lasts. */
export class Watch {
  readonly peakMegabytes = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private readonly told = new Set<string>();

  constructor(
    private readonly cluster: Cluster,
    private readonly journal: Journal,
  ) {}

  start(): void {
    this.timer = setInterval(() => this.memory(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** To be asked when all faults are over: a frozen process may well stand in a transaction. */
  async transactions(): Promise<void> {
    const rows = await directSql<{ application_name: string; seconds: number; query: string }>(
      this.cluster.postgres.url,
      `SELECT application_name, extract(epoch FROM now() - state_change)::int AS seconds, left(query, 100) AS query
         FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' AND state_change < now() - make_interval(secs => $1)`,
      [idleSeconds],
    );
    for (const { application_name: application, seconds, query } of rows)
      this.journal.violated('no idle transaction', `${application} has stood in one for ${seconds} s, after ${query}`);
  }

  private memory(): void {
    for (const { id, process } of this.cluster.all) {
      const megabytes = process.pid === undefined ? 0 : residentMegabytes(process.pid);
      this.peakMegabytes.set(id, Math.max(megabytes, this.peakMegabytes.get(id) ?? 0));
      if (megabytes <= mostMegabytes || this.told.has(id)) continue;
      this.told.add(id);
      this.journal.violated('bounded memory', `${id} has ${megabytes} MB`);
    }
  }
}

/** 0 where there is no /proc. */
function residentMegabytes(pid: number): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

import { readdirSync, readFileSync } from 'node:fs';

// USER_HZ, which Linux tells programs in whatever its own clock is.
const ticksPerSecond = 100;

/** What a process and all under it have used; those that have ended count by who has waited for them. */
export interface Usage {
  readonly cpuSeconds: number;
  /** The most that any one of them has had in memory. */
  readonly peakMegabytes: number;
}

export function usageOf(pid: number): Usage {
  const family = treeOf(pid);
  return {
    cpuSeconds: family.reduce((sum, each) => sum + ticksOf(each), 0) / ticksPerSecond,
    peakMegabytes: Math.max(0, ...family.map(peakOf)),
  };
}

/** CPU seconds that each of the named processes has used since. */
export function watchCpu<Name extends string>(pids: Readonly<Record<Name, number>>): () => Record<Name, Usage> {
  const names = Object.keys(pids) as Name[];
  const from = new Map(names.map((name) => [name, usageOf(pids[name]).cpuSeconds]));
  return () =>
    Object.fromEntries(
      names.map((name) => {
        const { cpuSeconds, peakMegabytes } = usageOf(pids[name]);
        return [name, { cpuSeconds: cpuSeconds - (from.get(name) ?? 0), peakMegabytes }];
      }),
    ) as Record<Name, Usage>;
}

function treeOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    const fields = /^\d+$/.test(entry) ? statOf(Number(entry)) : null;
    if (fields !== null) children.set(Number(fields[1]), [...(children.get(Number(fields[1])) ?? []), Number(entry)]);
  }
  const family = [root];
  for (const pid of family) family.push(...(children.get(pid) ?? []));
  return family;
}

/** From the third field on, which follows the name. */
function statOf(pid: number): string[] | null {
  const text = read(`/proc/${pid}/stat`);
  return text === null ? null : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function ticksOf(pid: number): number {
  return (statOf(pid) ?? []).slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}

function peakOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`) ?? '')?.[1] ?? 0) / 1024;
}

/** A process may end while it is looked at. */
function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

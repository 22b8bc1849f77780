import { readFileSync } from 'node:fs';

/** What the system says of a process; `null` if it is gone, or where there is no /proc. */
export function inspect(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : { parent: Number(fields[1]), started: fields[19] };
  } catch {
    return null;
  }
}

/** A name for a process that its pid's next bearer does not share. */
export const identity = (pid) => `${pid} ${inspect(pid)?.started ?? ''}`;

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

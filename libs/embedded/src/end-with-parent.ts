import { spawn, type ChildProcess } from 'node:child_process';

/**
 * Reads the pid it is to watch over, then waits: a second line means that process has ended, the
 * end of the pipe that we have, however we did (SIGKILL too).
 */
const watch = `
read -r pid || exit 0
read -r ended && exit 0
kill -s "$1" "$pid" 2>/dev/null
seconds=0
while kill -0 "$pid" 2>/dev/null; do
  [ "$seconds" -ge "$2" ] && exec kill -s KILL "$pid"
  seconds=$((seconds + 1))
  sleep 1
done`;

export interface Watcher {
  over(child: ChildProcess): void;
}

/** Start it before the child, so that no moment is left in which the child would be forgotten. */
export function startWatcher(signal: 'INT' | 'TERM', graceSeconds: number): Watcher {
  const watcher = spawn('/bin/sh', ['-c', watch, 'watcher', signal, String(graceSeconds)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.stdin.on('error', () => undefined);
  watcher.unref();
  return {
    over: (child) => {
      if (child.pid === undefined) {
        watcher.stdin.end();
        return;
      }
      watcher.stdin.write(`${child.pid}\n`);
      child.once('exit', () => watcher.stdin.end('ended\n'));
    },
  };
}

import { url as debuggedAt } from 'node:inspector';
import { Worker } from 'node:worker_threads';

// Counted in the watcher's own seconds: a process that was frozen as a whole has not been blocked. A thread can end
// itself only, so the process is killed.
const watcher = `
const { workerData: { shared, seconds, name } } = require('node:worker_threads');
const turns = new Int32Array(shared);
let last = -1;
let same = 0;
setInterval(() => {
  const now = Atomics.load(turns, 0);
  same = now === last ? same + 1 : 0;
  last = now;
  if (same < seconds) return;
  const line = { level: 'fatal', time: new Date().toISOString(), service: name, msg: 'the event loop is blocked', seconds: same };
  try {
    require('node:fs').writeSync(1, JSON.stringify(line) + '\\n');
  } finally {
    process.kill(process.pid, 'SIGKILL');
  }
}, 1000);`;

const TURN_MS = 500;

/** Never alive and blocked: a process whose event loop does not come round for so many seconds is killed from within. */
export function watchEventLoop(name: string, seconds: number): void {
  // Somebody stands at a breakpoint.
  if (debuggedAt() !== undefined) return;
  const turns = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(watcher, { eval: true, workerData: { shared: turns.buffer, seconds, name }, execArgv: [] });
  worker.unref();
  setInterval(() => Atomics.add(turns, 0, 1), TURN_MS).unref();
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { eventually } from './index.js';

const foreground = new URL('../../scripts/set-up/foreground.mjs', import.meta.url).href;
const program = 'console.log(process.pid); setInterval(() => undefined, 1000)';
const setUp = `
  const { foreground } = await import(${JSON.stringify(foreground)});
  const node = { command: process.execPath, env: process.env };
  await foreground(node, ['--eval', ${JSON.stringify(program)}], { ownGroup: true });`;
// A shell with something left to do stays between npm and its script.
const npm = `
  require('node:child_process').spawn('sh', ['-c', '"$0" --input-type=module --eval "$1"; true', process.execPath, ${JSON.stringify(setUp)}], {
    env: { ...process.env, npm_lifecycle_event: 'start' }, stdio: 'inherit' });`;

let npmProcess: ChildProcess | null = null;
afterEach(() => void npmProcess?.kill('SIGKILL'));

it('what npm started ends when npm alone is killed', async () => {
  const { stdout, kill } = startNpm();
  const lines = createInterface({ input: stdout });
  const outputEnds = once(lines, 'close');
  const pid = Number((await once(lines, 'line'))[0]);
  kill();
  await eventually(() => !isAlive(pid), { timeout: 10_000 });
  // Nobody is left who could write: the script between has ended too.
  await outputEnds;
});

function startNpm(): { stdout: Readable; kill: () => void } {
  const child = spawn(process.execPath, ['--eval', npm], { stdio: ['ignore', 'pipe', 'inherit'] });
  npmProcess = child;
  return { stdout: child.stdout, kill: () => void child.kill('SIGKILL') };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

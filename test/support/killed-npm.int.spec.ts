import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
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

let killed: ChildProcess | null = null;
afterEach(() => void killed?.kill('SIGKILL'));

async function startedPid(): Promise<number> {
  const child = spawn(process.execPath, ['--eval', npm], { stdio: ['ignore', 'pipe', 'inherit'] });
  killed = child;
  for await (const line of createInterface({ input: child.stdout })) return Number(line);
  throw new Error('the program did not start');
}

it('what npm started ends when npm alone is killed', async () => {
  const pid = await startedPid();
  const outputEnds = once(killed?.stdout ?? process.stdin, 'close');
  killed?.kill('SIGKILL');
  await eventually(() => !isAlive(pid), { timeout: 10_000 });
  // Nobody is left who could write: the script between has ended too.
  await outputEnds;
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

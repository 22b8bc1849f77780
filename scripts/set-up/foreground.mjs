import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { pathToFileURL } from 'node:url';
import { checkout, within } from './checkout.mjs';
import { npmIsGone, once } from './parent.mjs';

const graceMs = 40_000;

/**
 * Runs a program in our place: with our output, our signals and its exit code, and never longer than us
 * or than the npm above. A program with a group of its own gets Ctrl-C once, from us, and not from the terminal as well.
 */
export async function foreground(node, args, { ownGroup }) {
  const preload = pathToFileURL(within('scripts', 'set-up', 'end-with-parent.mjs')).href;
  const child = spawn(node.command, ['--import', preload, ...args], {
    cwd: checkout,
    env: node.env,
    detached: ownGroup,
    stdio: [ownGroup ? 'ignore' : 'inherit', 'inherit', 'inherit'],
  });
  let last = -Infinity;
  const pass = (signal) => {
    // npm passes on what the terminal has sent us already.
    if (performance.now() - last < 1000) return;
    last = performance.now();
    if (ownGroup || signal !== 'SIGINT') child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  once(npmIsGone, () => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { within } from './set-up/checkout.mjs';
import { prepared } from './set-up/main.mjs';

/** The operator's program, where you stand: files that are named are those of your folder, and `.data` is the checkout's. */
await prepared(async (node) => {
  const { memoryFlags } = await import(within('dist', 'libs', 'service', 'src', 'lifecycle', 'memory-flags.js'));
  return new Promise((resolve, reject) => {
    const data = process.argv.includes('--data') ? [] : ['--data', within('.data')];
    const args = ['--enable-source-maps', ...memoryFlags, within('dist', 'apps', 'cli', 'src', 'main.js')];
    const child = spawn(node.command, [...args, ...data, ...process.argv.slice(2)], {
      env: node.env,
      stdio: 'inherit',
    });
    // The terminal has sent it Ctrl-C, too; it ends as it sees fit, and we with it.
    process.on('SIGINT', () => undefined);
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
});

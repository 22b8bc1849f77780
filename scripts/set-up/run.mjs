import { spawn } from 'node:child_process';
import { checkout } from './checkout.mjs';

/** A step that could not be done; the message is all a user needs. */
export class SetUpError extends Error {}

export const say = (line) => process.stderr.write(`${line}\n`);

/** Runs a command quietly; its last lines are shown only if it fails. */
export async function step(what, command, args, { cwd = checkout, env = process.env } = {}) {
  const { status, output } = await outcome(command, args, { cwd, env });
  if (status === 0) return output;
  throw new SetUpError(
    `${what} failed (${[command, ...args].join(' ')}):\n${output.trimEnd().split('\n').slice(-25).join('\n')}`,
  );
}

export function outcome(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk) => (output = (output + chunk).slice(-200_000));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => resolve({ status: null, output: error.message }));
    child.once('close', (code) => resolve({ status: code ?? 1, output }));
  });
}

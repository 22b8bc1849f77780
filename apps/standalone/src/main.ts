import { EmbeddedServerError } from '#embedded';
import { readOptions, usage, type Options } from './options.js';
import { startStandalone } from './standalone.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function options(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    say(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

function fail(error: unknown): void {
  const known = error instanceof EmbeddedServerError || !(error instanceof Error);
  say(known ? String(error instanceof Error ? error.message : error) : error.message);
  process.exitCode = 1;
}

const given = options();
if (given.help) {
  say(usage);
  process.exit(0);
}
const signalled = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => signalled.abort());
const stopped = new Promise<null>((resolve) => signalled.signal.addEventListener('abort', () => resolve(null)));
try {
  const running = await startStandalone(given, process.env, say, signalled.signal);
  const failure = await Promise.race([running.failed, stopped]);
  say('stopping …');
  await running.stop();
  if (failure !== null) fail(failure);
} catch (error) {
  // Told to stop before it was up, it has stopped.
  if (!signalled.signal.aborted) fail(error);
}
process.exit();

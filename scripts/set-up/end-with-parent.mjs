import { once, parentIsGone } from './parent.mjs';

const graceMs = 30_000;

/** Loaded before a program with `--import`: ends it in good order when the one that started it is gone. */
once(parentIsGone, () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), graceMs).unref();
});

import { inspect } from './processes.mjs';

const everyMs = 500;
const parent = process.ppid;
// Under npm there may be a shell between it and us, which would outlive it. Where there is no /proc, shells
// replace themselves by the only command they are given.
const grandparent = inspect(parent)?.parent;

export const parentIsGone = () => process.ppid !== parent;

/** `npm start` and `npm test` are two above us at most. */
export const npmIsGone = () =>
  parentIsGone() || (process.env.npm_lifecycle_event !== undefined && inspect(parent)?.parent !== grandparent);

/** Signals cannot be relied on for this: whoever is killed sends none. */
export function once(isGone, callback) {
  const timer = setInterval(() => {
    if (!isGone()) return;
    clearInterval(timer);
    callback();
  }, everyMs);
  timer.unref();
}

import { alone } from './alone.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureNode } from './node.mjs';
import { ensurePackages } from './packages.mjs';
import { npmIsGone } from './parent.mjs';
import { say, SetUpError } from './run.mjs';

/** Brings a bare checkout to the point where its programs can run, and says why if it cannot. */
export async function prepared(use) {
  try {
    const node = await alone(async () => {
      const found = await ensureNode();
      await ensurePackages(found.env);
      await ensureBuilt(found);
      return found;
    });
    process.exitCode = npmIsGone() ? 1 : await use(node);
  } catch (error) {
    say(error instanceof SetUpError ? error.message : error.stack);
    process.exitCode = 1;
  }
}

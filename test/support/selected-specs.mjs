import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const needsServers = /\.(int|flow)\.spec\.ts$/;
const folders = ['apps', 'libs', 'test'];

/** Jest does not tell its global set-up which specs it will run; this matches them as it does. */
export async function anySpecNeedsServers({ rootDir, testPathPatterns }) {
  const selected = testPathPatterns.toExecutor({ rootDir });
  for (const folder of folders) {
    const entries = await readdir(join(rootDir, folder), { recursive: true }).catch(() => []);
    const specs = entries.map((entry) => join(rootDir, folder, entry)).filter((path) => needsServers.test(path));
    if (specs.some((path) => selected.isMatch(path))) return true;
  }
  return false;
}

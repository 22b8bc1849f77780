import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Root's to write and everybody's to enter, unlike the temporary folder, where another user could put his own first. */
const shelf = '/var/cache/corrigenda';

/** A copy of an installation of PostgreSQL at a place that every user can reach; made once. */
export async function reachableCopy(installation: string): Promise<string> {
  const { mtimeMs, size } = await stat(join(installation, 'bin', 'postgres'));
  const id = createHash('sha256').update(`${installation} ${mtimeMs} ${size}`).digest('hex').slice(0, 16);
  const copy = join(shelf, `postgres-${id}`);
  if (existsSync(copy)) return copy;
  await mkdir(shelf, { recursive: true });
  await chmod(shelf, 0o755);
  const partial = await mkdtemp(join(shelf, 'partial-'));
  try {
    await cp(installation, partial, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    });
    await openToAll(partial);
    await rename(partial, copy).catch((error: unknown) => {
      // Somebody else was faster, and what is there is whole.
      if (!existsSync(copy)) throw error;
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  return copy;
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isSymbolicLink()) continue;
    const path = join(entry.parentPath, entry.name);
    await chmod(path, entry.isDirectory() ? 0o755 : ((await stat(path)).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}

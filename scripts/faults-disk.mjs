import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foreground } from './set-up/foreground.mjs';
import { prepared } from './set-up/main.mjs';
import { jest } from './set-up/jest.mjs';

const folder = mkdtempSync(join(tmpdir(), 'corrigenda-disk-'));
const { uid, gid } = { uid: process.getuid(), gid: process.getgid() };

// Two small file systems that only this run sees. As root a mount namespace is enough; for others a user namespace lets
// them mount, and one more within it gives them their own number back, as PostgreSQL does not run as root.
const mount = `mkdir -p kafka postgres && mount -t tmpfs -o size=64m,mode=755 tmpfs kafka &&
  mount -t tmpfs -o size=160m,mode=755 tmpfs postgres && cd "$CHECKOUT"`;
const asOneself = uid === 0 ? 'exec "$@"' : `exec unshare --user --map-user=${uid} --map-group=${gid} "$@"`;
const unshare = uid === 0 ? ['--mount'] : ['--user', '--map-root-user', '--mount'];

/** Disks that are full, on either side. */
await prepared((node) => {
  const env = { ...node.env, FAULTS_DISK: folder, CHECKOUT: process.cwd() };
  const shell = ['sh', '-c', `cd "${folder}" && ${mount} && ${asOneself}`, 'sh', node.command];
  return foreground(
    { command: process.execPath, env },
    [
      '-e',
      `const { spawnSync } = require('node:child_process');
       const { status, error } = spawnSync('unshare', ${JSON.stringify([...unshare, ...shell, ...jest, 'test/faults/disk'])}, { stdio: 'inherit' });
       if (error) throw error;
       process.exit(status ?? 1);`,
    ],
    { ownGroup: false },
  );
});
rmSync(folder, { recursive: true, force: true });

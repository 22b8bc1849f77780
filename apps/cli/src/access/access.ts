import { apiKeyText, hashOf, newApiKey } from '#access';
import {
  createDataSource,
  deleteGrant,
  insertKey,
  migrate,
  readAudit,
  readGrants,
  readKeys,
  readLiveKeys,
  revokeKey,
  sqlOf,
  transaction,
  writeGrant,
  type Database,
  type Grant,
} from '#persistence';
import { readSettings } from '#service';
import { Refused } from '../copy-topics/refused.js';
import { noteDone } from '../target/note-done.js';
import { print, say } from '../terminal/out.js';

const DAY_MS = 86_400_000;
const MOST_LIVE_KEYS = 2;

export async function grant(
  name: string,
  { scopes, publishers, types }: { scopes: string[]; publishers: string[]; types: string[] },
): Promise<void> {
  const granted: Grant = { name, scopes, publishers, eventTypes: types };
  await withDatabase((database) =>
    transaction(database, async (sql) => {
      await writeGrant(sql, granted);
      await noteDone(sql, 'grant', { ...granted });
    }),
  );
  say(`${name} is granted ${scopes.join(', ')}`);
}

export async function endGrant(name: string): Promise<void> {
  await withDatabase((database) =>
    transaction(database, async (sql) => {
      if (!(await deleteGrant(sql, name))) throw new Refused([`nothing is granted to ${name}`]);
      await noteDone(sql, 'end grant', { name });
    }),
  );
  say(`nothing is granted to ${name} any more`);
}

/** Printed once; what is stored does not tell it. */
export async function makeKey(principal: string, { days }: { readonly days: number }): Promise<void> {
  const key = newApiKey();
  const expiresAt = new Date(Date.now() + days * DAY_MS).toISOString();
  await withDatabase((database) =>
    transaction(database, async (sql) => {
      const live = await readLiveKeys(sql, principal);
      if (live === null)
        throw new Refused([`nothing is granted to ${principal}: disclosure access grant ${principal} …`]);
      if (live.length >= MOST_LIVE_KEYS)
        throw new Refused([`${principal} has two keys that live, ${live.join(' and ')}: revoke one first`]);
      await insertKey(sql, { id: key.id, principal, hash: hashOf(key.secret), expiresAt });
      await noteDone(sql, 'make key', { key: key.id, of: principal, expiresAt });
    }),
  );
  say(`key ${key.id} of ${principal}, until ${expiresAt}; it is not shown again:`);
  await print(apiKeyText(key));
}

export async function revoke(id: string): Promise<void> {
  await withDatabase((database) =>
    transaction(database, async (sql) => {
      const principal = await revokeKey(sql, id);
      if (principal === null) throw new Refused([`there is no key ${id}`]);
      await noteDone(sql, 'revoke key', { key: id, of: principal });
    }),
  );
  say(`key ${id} is revoked; within five seconds nobody gets in by it`);
}

export async function listAccess() {
  return withDatabase(async (database) => {
    const sql = sqlOf(database);
    const [grants, keys] = await Promise.all([readGrants(sql), readKeys(sql)]);
    return grants.map((each) => ({
      ...each,
      keys: keys
        .filter(({ principal }) => principal === each.name)
        .map(({ id, madeAt, expiresAt, revokedAt }) => ({
          id,
          madeAt,
          expiresAt,
          state: revokedAt !== null ? 'revoked' : Date.parse(expiresAt) <= Date.now() ? 'expired' : 'lives',
        })),
    }));
  });
}

export async function listAudit({ of, denied, limit }: { of?: string; denied: boolean; limit: number }): Promise<void> {
  const entries = await withDatabase((database) =>
    readAudit(sqlOf(database), { principal: of ?? null, outcome: denied ? 'denied' : null, limit }),
  );
  for (const entry of entries) await print(JSON.stringify(entry));
}

async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const { database } = readSettings(process.env, { needs: ['database'] });
  const source = createDataSource({ url: database.url, application: 'corrigenda-cli', onLost: () => undefined });
  await source.initialize();
  try {
    await migrate(source);
    return await work(source);
  } finally {
    await source.destroy();
  }
}

import type { Sql } from '../sql.js';

/** What somebody may do. `*` among publishers or types is all of them; a publisher is an id, or `id=kind`. */
export interface Grant {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly publishers: readonly string[];
  readonly eventTypes: readonly string[];
}

export interface StoredKey {
  readonly id: string;
  readonly principal: string;
  /** SHA-256 of the secret. */
  readonly hash: Buffer;
  readonly madeAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

export async function readGrants(sql: Sql): Promise<Grant[]> {
  return sql.query<Grant>(
    `SELECT name, scopes, publishers, event_types AS "eventTypes" FROM public.principal ORDER BY name`,
  );
}

export async function readKeys(sql: Sql): Promise<StoredKey[]> {
  return sql.query<StoredKey>(
    `SELECT id, principal, hash, made_at AS "madeAt", expires_at AS "expiresAt", revoked_at AS "revokedAt"
     FROM public.api_key ORDER BY principal, made_at`,
  );
}

/** In place of what was granted before. */
export async function writeGrant(sql: Sql, { name, scopes, publishers, eventTypes }: Grant): Promise<void> {
  await sql.query(
    `INSERT INTO public.principal (name, scopes, publishers, event_types) VALUES ($1, $2, $3, $4)
     ON CONFLICT (name) DO UPDATE SET scopes = excluded.scopes, publishers = excluded.publishers, event_types = excluded.event_types`,
    [name, scopes, publishers, eventTypes],
  );
}

/** With all keys. `false` if nothing was granted to them. */
export async function deleteGrant(sql: Sql, name: string): Promise<boolean> {
  const gone = await sql.query(
    'WITH gone AS (DELETE FROM public.principal WHERE name = $1 RETURNING name) SELECT * FROM gone',
    [name],
  );
  return gone.length > 0;
}

/** Locks whose keys they are until the transaction ends; those that are neither expired nor revoked. */
export async function readLiveKeys(sql: Sql, principal: string): Promise<readonly string[] | null> {
  const known = await sql.query('SELECT FROM public.principal WHERE name = $1 FOR UPDATE', [principal]);
  if (known.length === 0) return null;
  const rows = await sql.query<{ id: string }>(
    `SELECT id FROM public.api_key WHERE principal = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()`,
    [principal],
  );
  return rows.map(({ id }) => id);
}

export async function insertKey(
  sql: Sql,
  { id, principal, hash, expiresAt }: Pick<StoredKey, 'id' | 'principal' | 'hash' | 'expiresAt'>,
): Promise<void> {
  await sql.query('INSERT INTO public.api_key (id, principal, hash, expires_at) VALUES ($1, $2, $3, $4)', [
    id,
    principal,
    hash,
    expiresAt,
  ]);
}

/** Whose it was; `null` if there is no such key. */
export async function revokeKey(sql: Sql, id: string): Promise<string | null> {
  const [row] = await sql.query<{ principal: string }>(
    `WITH revoked AS (
       UPDATE public.api_key SET revoked_at = coalesce(revoked_at, clock_timestamp()) WHERE id = $1 RETURNING principal)
     SELECT principal FROM revoked`,
    [id],
  );
  return row?.principal ?? null;
}

/** Who the publishers of these statements are now, in their order; `null` while none is known. */
export async function readPublishers(
  sql: Sql,
  statements: readonly { readonly incident: string; readonly statement: string }[],
): Promise<(string | null)[]> {
  const rows = await sql.query<{ publisher: string | null }>(
    'SELECT publisher FROM public.publishers_of($1::text[], $2::text[])',
    [statements.map(({ incident }) => incident), statements.map(({ statement }) => statement)],
  );
  return rows.map(({ publisher }) => publisher);
}

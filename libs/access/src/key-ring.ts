import { readGrants, readKeys, sqlOf, type Database, type Grant, type StoredKey } from '#persistence';
import { Problem } from '#service';

/** What is known may be this old before it is read again; with the time that takes, a key that is revoked ends within five seconds. */
const FRESH_MS = 2_000;
/** Who is not known may have been granted something just now. */
const AGAIN_MS = 200;
/** Older than this nothing is answered by it. */
const OLDEST_MS = 4_000;

interface Ring {
  readonly grants: ReadonlyMap<string, Grant>;
  readonly keys: ReadonlyMap<string, StoredKey>;
  /** By `performance.now()`, when reading began. */
  readonly asOf: number;
}

/** Grants and keys, read from the database when somebody calls. */
export class KeyRing {
  private ring: Ring = { grants: new Map(), keys: new Map(), asOf: -Infinity };
  private reading: Promise<void> | undefined;

  constructor(private readonly database: Database) {}

  /**
   * @param has of what is not there it is asked again, but not for each of those who try.
   * @throws Problem `unavailable` while the database does not answer.
   */
  async current(has: (ring: Ring) => boolean = () => true): Promise<Ring> {
    const age = performance.now() - this.ring.asOf;
    if (age < (has(this.ring) ? FRESH_MS : AGAIN_MS)) return this.ring;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    try {
      await this.reading;
    } catch (error) {
      if (performance.now() - this.ring.asOf > OLDEST_MS)
        throw new Problem('unavailable', { detail: 'Who may call cannot be told for now', cause: error });
    }
    return this.ring;
  }

  private async read(): Promise<void> {
    const asOf = performance.now();
    const sql = sqlOf(this.database);
    const [grants, keys] = await Promise.all([readGrants(sql), readKeys(sql)]);
    this.ring = {
      grants: new Map(grants.map((grant) => [grant.name, grant])),
      keys: new Map(keys.map((key) => [key.id, key])),
      asOf,
    };
  }
}

import { apiKeyText, hashOf, newApiKey } from '#access';
import { createDataSource, insertKey, sqlOf, writeGrant, type Database, type Grant } from '#persistence';

const hour = 3_600_000;

/** Grants and keys put straight into the database of a pipeline. */
export class People {
  private constructor(readonly database: Database) {}

  static async of(url: string): Promise<People> {
    return new People(await createDataSource({ url, application: 'spec', onLost: () => undefined }).initialize());
  }

  /** A key of somebody who is granted this. */
  async holder(grant: Partial<Grant> & Pick<Grant, 'name'>, livesMs = hour): Promise<string> {
    await writeGrant(sqlOf(this.database), { scopes: [], publishers: [], eventTypes: [], ...grant });
    return this.key(grant.name, livesMs);
  }

  async key(principal: string, livesMs = hour): Promise<string> {
    const key = newApiKey();
    const expiresAt = new Date(Date.now() + livesMs).toISOString();
    await insertKey(sqlOf(this.database), { id: key.id, principal, hash: hashOf(key.secret), expiresAt });
    return apiKeyText(key);
  }

  async audit(): Promise<readonly { principal: string | null; action: string; outcome: string; detail: object }[]> {
    return sqlOf(this.database).query('SELECT principal, action, outcome, times, detail FROM public.audit ORDER BY id');
  }

  close(): Promise<void> {
    return this.database.destroy();
  }
}

export function idOf(key: string): string {
  return key.split('_')[1] ?? '';
}

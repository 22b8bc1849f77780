import { Logger } from '@nestjs/common';
import { createDataSource, readPublishers, sqlOf, type Database, type Grant } from '#persistence';
import {
  onceThere,
  Problem,
  scopes,
  type AuthSettings,
  type Gate,
  type Noted,
  type Principal,
  type StatementName,
  type Scope,
} from '#service';
import { parseApiKey, isSecretOf } from './api-key.js';
import { AuditLog } from './audit-log.js';
import { KeyRing } from './key-ring.js';
import { Tokens } from './tokens.js';

const log = new Logger('Access');
const CONNECTIONS = 2;
const ANSWER_MS = 3_000;

/** By API keys, by tokens, or by both. */
export class AccessGate implements Gate {
  private readonly ring: KeyRing;
  private readonly audit: AuditLog;
  private readonly tokens: Tokens | null;

  private constructor(
    service: string,
    private readonly database: Database,
    private readonly auth: AuthSettings,
  ) {
    this.ring = new KeyRing(database);
    this.audit = new AuditLog(service, database);
    this.tokens = auth.oidc === null ? null : new Tokens(auth.oidc);
  }

  static async open(service: string, auth: AuthSettings): Promise<AccessGate> {
    const database = createDataSource({
      url: auth.databaseUrl,
      application: `corrigenda-${service}-access`,
      connections: CONNECTIONS,
      queryTimeout: ANSWER_MS,
      onLost: () => undefined,
    });
    await onceThere(
      'PostgreSQL',
      async () => {
        if (!database.isInitialized) await database.initialize();
      },
      (reason) => log.log(reason),
    );
    return new AccessGate(service, database, auth);
  }

  async identify(authorization: string | undefined): Promise<Principal> {
    const [, token] = /^Bearer +([^\s]+)$/i.exec(authorization ?? '') ?? [];
    if (token === undefined)
      throw new Problem('unauthorized', { detail: 'Send the header Authorization: Bearer, with a key or token' });
    const key = parseApiKey(token);
    if (key === null) return this.byToken(token);
    if (!this.auth.keys) throw new Problem('unauthorized', { detail: 'Keys are not taken here, only tokens' });
    const { keys, grants } = await this.ring.current((ring) => ring.keys.has(key.id));
    const stored = keys.get(key.id);
    if (stored === undefined || !isSecretOf(key.secret, stored.hash))
      throw new Problem('unauthorized', { detail: 'The key is not known' });
    if (stored.revokedAt !== null) throw new Problem('unauthorized', { detail: `The key ${key.id} is revoked` });
    if (Date.parse(stored.expiresAt) <= Date.now())
      throw new Problem('unauthorized', { detail: `The key ${key.id} has expired` });
    const grant = grants.get(stored.principal);
    if (grant === undefined) throw new Problem('unauthorized', { detail: 'The key is not known' });
    return principalOf(grant);
  }

  async ready(): Promise<void> {
    await this.ring.current();
  }

  note(noted: Noted): Promise<void> {
    return this.audit.note(noted);
  }

  publishersOf(statements: readonly StatementName[]): Promise<readonly (string | null)[]> {
    return readPublishers(sqlOf(this.database), statements);
  }

  async close(): Promise<void> {
    await this.audit.close();
    await this.database.destroy();
  }

  /** What the token says and what is granted to its subject here, whichever is less. */
  private async byToken(token: string): Promise<Principal> {
    if (this.tokens === null) throw new Problem('unauthorized', { detail: 'The key is not known' });
    const { subject, scopes: told } = await this.tokens.read(token);
    const name = `oidc:${subject}`;
    const { grants } = await this.ring.current((ring) => ring.grants.has(name));
    const grant = grants.get(name);
    if (grant === undefined) throw new Problem('forbidden', { detail: `Nothing is granted to ${name}` });
    return principalOf({ ...grant, scopes: grant.scopes.filter((scope) => told.includes(scope)) });
  }
}

function principalOf({ name, scopes: granted, publishers, eventTypes }: Grant): Principal {
  return {
    name,
    scopes: new Set(scopes.filter((scope): scope is Scope => granted.includes(scope))),
    publishers: publishers.includes('*') ? null : new Map(publishers.map(asKind)),
    eventTypes: eventTypes.includes('*') ? null : new Set(eventTypes),
  };
}

/** `nhk=media` may speak for `nhk` as of that kind, by which a policy ranks what is said; `nhk` as of any. */
function asKind(publisher: string): [id: string, kind: string | null] {
  const [id = '', kind = null] = publisher.split('=', 2);
  return [id, kind];
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import { statementKey, statementName } from '#domain';
import type { IncidentView } from '#contracts';
import { readIncident, readIncidentHead, schemaOf, snapshot, type IncidentHead, type Sql } from '#persistence';
import { Problem } from '#service';
import { Connections } from '../connections.js';
import { entityTag, matchesTag } from '../http/etag.js';
import { parseId } from '../http/parameters.js';
import { notModified, permanentRedirect } from '../http/statuses.js';
import { RulesInForce } from '../rules/rules-in-force.js';
import { foldIncident } from './fold-incident.js';
import { FoldedIncident } from './folded-incident.js';
import type { IncidentReads } from './incident-reads.js';
import { lensOf, type Lens, type LensQuery } from './lens.js';
import { StoredIncident } from './stored-incident.js';

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** What every read of one incident has in common: it may be unknown, merged away, or known to the reader already. */
export class SingleIncident {
  constructor(
    private readonly connections: Connections,
    private readonly rules: RulesInForce,
  ) {}

  /** The whole of it. As a rule that is asked of the read models, by who has nothing of it so far: then one statement tells all. */
  async whole(id: string, exchange: Exchange, query: LensQuery): Promise<IncidentView | undefined> {
    const lens = lensOf(query, this.rules);
    if (!lens.isStored || exchange.request.headers['if-none-match'] !== undefined)
      return this.answer(id, exchange, query, (incident) => incident.incident());
    const { policy, vocabulary } = this.rules;
    const options = { policy, vocabulary, asOf: lens.asOf };
    const found = parseId(id) === undefined ? null : await readIncident(this.connections.database, id, options);
    if (found === null) throw unknownIncident(id);
    const { generation, incident } = found;
    if (incident.mergedInto !== null) {
      redirect(exchange, id, incident.mergedInto);
      return undefined;
    }
    void exchange.reply.headers(tagged(this.tagOf(id, schemaOf(generation), incident, exchange)));
    return incident;
  }

  /** Answers with what `read` finds in one state of the database, or with nothing but a status. */
  async answer<T>(
    id: string,
    exchange: Exchange,
    query: LensQuery,
    read: (incident: IncidentReads, sql: Sql) => Promise<T>,
  ): Promise<T | undefined> {
    const lens = lensOf(query, this.rules);
    return this.inState(id, exchange, async (sql, head) => {
      const incident = await this.find(sql, id, head, lens);
      if (typeof incident !== 'string') return () => read(incident, sql);
      redirect(exchange, id, incident);
      return null;
    });
  }

  /** The same of what is recorded under an incident, whatever it was merged into. */
  async recorded<T>(id: string, exchange: Exchange, read: (sql: Sql) => Promise<T>): Promise<T | undefined> {
    return this.inState(id, exchange, (sql) => Promise.resolve(() => read(sql)));
  }

  /** The incident, or the one that it was merged into. */
  private async find(sql: Sql, id: string, head: IncidentHead, lens: Lens): Promise<IncidentReads | string> {
    if (lens.knownAt === null && head.mergedInto !== null) return head.mergedInto;
    if (lens.isStored) return new StoredIncident(sql, id, lens, this.rules);
    const folded = await foldIncident(sql, id, head, lens, this.rules);
    if (folded === null)
      throw new Problem('not-found', { detail: `Nothing was known of ${id} at ${lens.knownAt ?? ''}` });
    const { state, recorded } = folded;
    return state.books.merged.get(id) ?? new FoldedIncident(state, recorded, lens.policy);
  }

  private async inState<T>(
    id: string,
    exchange: Exchange,
    found: (sql: Sql, head: IncidentHead) => Promise<(() => Promise<T>) | null>,
  ): Promise<T | undefined> {
    if (parseId(id) === undefined) throw unknownIncident(id);
    return snapshot(this.connections.database, async (sql, { number }) => {
      const head = await readIncidentHead(sql, id);
      if (head === null) throw unknownIncident(id);
      const tag = this.tagOf(id, schemaOf(number), head, exchange);
      const known = matchesTag(exchange.request.headers['if-none-match'], tag);
      const read = known && head.mergedInto === null ? undefined : await found(sql, head);
      if (read === null) return undefined;
      const answer = await read?.();
      // Not before: a problem has no tag.
      void exchange.reply.headers(tagged(tag));
      if (read === undefined) void exchange.reply.code(notModified);
      return answer;
    });
  }

  private tagOf(
    id: string,
    generation: string,
    { version }: { readonly version: number },
    { request }: Exchange,
  ): string {
    return entityTag([generation, id, version, this.rules.policy.name, this.rules.fingerprint, request.url]);
  }
}

function tagged(tag: string): Readonly<Record<string, string>> {
  return { etag: tag, 'cache-control': 'no-cache' };
}

/** To where the same is now: a statement goes by the name that it has there. */
function redirect({ request, reply }: Exchange, id: string, into: string): void {
  const [path = '', ...query] = request.url.split('?');
  const [, , , , ...rest] = path.split('/');
  if (rest[0] === 'statements' && rest[1] !== undefined) rest[1] = encodeURIComponent(nameThere(rest[1], id, into));
  const there = ['/v1/incidents', encodeURIComponent(into), ...rest].join('/');
  // A merge may be undone: nobody is to remember where it led.
  void reply.code(permanentRedirect).headers({ location: [there, ...query].join('?'), 'cache-control': 'no-cache' });
}

function nameThere(segment: string, id: string, into: string): string {
  const statement = decodeURIComponent(segment);
  return statementName(into, statement.includes('/') ? statement : statementKey(id, statement));
}

function unknownIncident(id: string): Problem {
  return new Problem('not-found', { detail: `There is no incident ${id.slice(0, 200)}` });
}

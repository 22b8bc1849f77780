import type { FastifyReply, FastifyRequest } from 'fastify';
import { generation, readIncidentHead, snapshot, type Sql } from '#persistence';
import { Problem } from '#service';
import { Connections } from '../connections.js';
import { entityTag, matchesTag } from '../http/etag.js';
import { parseId } from '../http/parameters.js';
import { notModified, permanentRedirect } from '../http/statuses.js';
import { RulesInForce } from '../rules/rules-in-force.js';

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

  /** Answers with what `read` finds in one state of the database, or with nothing but a status. */
  async answer<T>(id: string, exchange: Exchange, read: (sql: Sql) => Promise<T>): Promise<T | undefined> {
    if (parseId(id) === undefined) throw unknownIncident(id);
    return snapshot(this.connections.database, async (sql) => {
      const head = await readIncidentHead(sql, id);
      if (head === null) throw unknownIncident(id);
      if (head.mergedInto !== null) {
        redirect(exchange, head.mergedInto);
        return undefined;
      }
      const tag = entityTag([
        generation,
        id,
        head.version,
        this.rules.policy.name,
        this.rules.fingerprint,
        exchange.request.url,
      ]);
      const known = matchesTag(exchange.request.headers['if-none-match'], tag);
      const answer = known ? undefined : await read(sql);
      // Not before: a problem has no tag.
      void exchange.reply.headers({ etag: tag, 'cache-control': 'no-cache' });
      if (known) void exchange.reply.code(notModified);
      return answer;
    });
  }
}

function redirect({ request, reply }: Exchange, into: string): void {
  const location = request.url.replace(/^\/v1\/incidents\/[^/?]+/, `/v1/incidents/${encodeURIComponent(into)}`);
  void reply.code(permanentRedirect).header('location', location);
}

function unknownIncident(id: string): Problem {
  return new Problem('not-found', { detail: `There is no incident ${id.slice(0, 200)}` });
}

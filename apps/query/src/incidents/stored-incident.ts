import type { FactView, IncidentView, RevisionView, SpanView, StatementView } from '#contracts';
import type { FactKey } from '#domain';
import {
  readFacts,
  readIncidents,
  readRevisions,
  readSpans,
  readStatement,
  readStatements,
  type FactOptions,
  type Sql,
} from '#persistence';
import type { RulesInForce } from '../rules/rules-in-force.js';
import type { IncidentReads, Stretch } from './incident-reads.js';
import type { Lens } from './lens.js';

/** One incident as the read models have it: all that is known, as of any instant. */
export class StoredIncident implements IncidentReads {
  private readonly options: FactOptions;

  constructor(
    private readonly sql: Sql,
    private readonly id: string,
    private readonly lens: Lens,
    { vocabulary }: RulesInForce,
  ) {
    this.options = { positions: 'all', quotes: true, policy: lens.policy, vocabulary, asOf: lens.asOf };
  }

  async incident(): Promise<IncidentView> {
    const [incident] = await readIncidents(this.sql, [this.id], this.options);
    if (incident === undefined) throw new Error(`${this.id} went while it was read`);
    return incident;
  }

  async facts(fact?: string): Promise<readonly FactView[]> {
    const wanted = { incidents: [this.id], ...(fact === undefined ? {} : { fact }) };
    return [...(await readFacts(this.sql, wanted, this.options)).values()].flat();
  }

  spans(key: FactKey): Promise<readonly SpanView[]> {
    return readSpans(this.sql, this.id, key, this.lens.asOf);
  }

  statements({ after, limit }: Stretch<string>): Promise<readonly StatementView[]> {
    return readStatements(this.sql, this.id, { after, limit, asOf: this.lens.asOf });
  }

  statement(id: string): Promise<StatementView | null> {
    return readStatement(this.sql, this.id, id, { asOf: this.lens.asOf });
  }

  revisions(statement: string, { after, limit }: Stretch<number>): Promise<readonly RevisionView[]> {
    const of = { incident: this.id, statement };
    return readRevisions(this.sql, of, { after, limit, asOf: this.lens.asOf });
  }
}

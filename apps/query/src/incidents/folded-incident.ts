import type { FactView, IncidentView, RevisionView, SpanView, StatementView } from '#contracts';
import {
  factId,
  factViews,
  incidentView,
  revisionView,
  spanView,
  statementsOf,
  statementView,
  type FactKey,
  type IncidentState,
  type Policy,
  type Recorded,
  type Statement,
} from '#domain';
import type { IncidentReads, Stretch } from './incident-reads.js';

/** One incident as its events fold: as it was known then, or under another policy. */
export class FoldedIncident implements IncidentReads {
  constructor(
    private readonly state: IncidentState,
    private readonly recorded: Recorded,
    private readonly policy: Policy,
  ) {}

  incident(): Promise<IncidentView> {
    return Promise.resolve(incidentView(this.state, this.recorded, this.policy));
  }

  facts(fact?: string): Promise<readonly FactView[]> {
    const facts = factViews(this.state, this.policy);
    return Promise.resolve(fact === undefined ? facts : facts.filter((each) => each.fact === fact));
  }

  spans(key: FactKey): Promise<readonly SpanView[]> {
    return Promise.resolve(this.state.facts.get(factId(key))?.spans.map(spanView) ?? []);
  }

  statements({ after, limit }: Stretch<string>): Promise<readonly StatementView[]> {
    const views = statementsOf(this.state)
      .filter(({ id }) => id > after)
      .flatMap((statement) => statementView(this.state, statement) ?? []);
    return Promise.resolve(views.slice(0, limit));
  }

  statement(id: string): Promise<StatementView | null> {
    const statement = this.find(id);
    return Promise.resolve(statement === undefined ? null : statementView(this.state, statement));
  }

  revisions(statement: string, { after, limit }: Stretch<number>): Promise<readonly RevisionView[]> {
    const revisions = this.find(statement)?.revisions.slice(after, after + limit) ?? [];
    return Promise.resolve(revisions.map((revision) => revisionView(this.state, revision)));
  }

  private find(id: string): Statement | undefined {
    return [...this.state.statements.values()].find((statement) => statement.id === id);
  }
}

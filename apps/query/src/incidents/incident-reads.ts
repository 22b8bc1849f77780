import type { FactView, IncidentView, RevisionView, SpanView, StatementView } from '#contracts';
import type { FactKey } from '#domain';

export interface Stretch<After> {
  readonly after: After;
  readonly limit: number;
}

/** What can be asked of one incident, whatever it is looked at through. */
export interface IncidentReads {
  /** With every position, quotes included. */
  incident(): Promise<IncidentView>;
  /** In order of fact and item; of one key, if it is given. */
  facts(fact?: string): Promise<readonly FactView[]>;
  /** What was held to be so in public, from when to when. */
  spans(key: FactKey): Promise<readonly SpanView[]>;
  /** In order of their names. */
  statements(stretch: Stretch<string>): Promise<readonly StatementView[]>;
  statement(id: string): Promise<StatementView | null>;
  /** In order of their numbers; none of a statement that is not there. */
  revisions(statement: string, stretch: Stretch<number>): Promise<readonly RevisionView[]>;
}

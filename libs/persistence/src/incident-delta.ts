import {
  equalStandings,
  noteHolding,
  noteRow,
  standingOf,
  type Applied,
  type FactKey,
  type FactRows,
  type Held,
  type IncidentState,
  type StatementRows,
} from '#domain';

/** Which rows several events of one incident have changed, so that each is written once, as it is in the end. */
export interface IncidentDelta {
  readonly state: IncidentState;
  /** What is held to be so of it aside, what it is called or where it was merged is another now. */
  readonly isDescribedAnew: boolean;
  /** By id. */
  readonly facts: ReadonlyMap<string, FactKey & { readonly rows: FactRows }>;
  /** By key. */
  readonly statements: ReadonlyMap<string, StatementRows>;
  /** Claims of revisions written before, whose date or echo is another now. */
  readonly redated: readonly Held[];
  readonly speakers: readonly { readonly speaker: string; readonly version: number; readonly gained: boolean }[];
}

export class IncidentDeltaBuilder implements IncidentDelta {
  readonly facts = new Map<string, FactKey & { readonly rows: FactRows }>();
  readonly statements = new Map<string, StatementRows>();
  readonly redated: Held[] = [];
  readonly speakers: { speaker: string; version: number; gained: boolean }[] = [];

  isDescribedAnew = false;

  constructor(public state: IncidentState) {}

  /** Takes over the rows of an effect, which nobody else changes. */
  add({ state, before, effect }: Applied): void {
    this.state = state;
    this.isDescribedAnew ||= !equalStandings(before, standingOf(state));
    const { statements, facts, speakersGained, speakersLost } = effect;
    for (const [key, { rows }] of statements) {
      const into = this.statements.get(key);
      if (into === undefined) {
        this.statements.set(key, rows);
        continue;
      }
      for (const [number, isNew] of rows.revisions) noteRow(into.revisions, number, isNew);
      for (const [from, isNew] of rows.spans) noteRow(into.spans, from, isNew);
    }
    for (const [id, { fact, item, rows, redated }] of facts) {
      this.redated.push(...redated);
      const into = this.facts.get(id);
      if (into === undefined) {
        this.facts.set(id, { fact, item, rows });
        continue;
      }
      for (const [from, isNew] of rows.spans) noteRow(into.rows.spans, from, isNew);
      for (const from of rows.disputes) into.rows.disputes.add(from);
      for (const key of rows.holdings.values()) noteHolding(into.rows, key);
    }
    const { version } = state;
    this.speakers.push(...speakersLost.map((speaker) => ({ speaker, version, gained: false })));
    this.speakers.push(...speakersGained.map((speaker) => ({ speaker, version, gained: true })));
  }
}

import { redated, type Applied, type Fact, type Held, type IncidentState, type Statement } from '#domain';

/** What several events of one incident replaced, so that each row is written once, as it is in the end. */
export interface IncidentDelta {
  readonly state: IncidentState;
  /** By id, as they were before; `undefined` for what was not there. */
  readonly facts: ReadonlyMap<string, Fact | undefined>;
  /** By key. */
  readonly statements: ReadonlyMap<string, Statement | undefined>;
  /** Claims of revisions written before, whose date or echo is another now. */
  readonly redated: readonly Held[];
  readonly speakers: readonly { readonly speaker: string; readonly version: number; readonly gained: boolean }[];
}

export class IncidentDeltaBuilder implements IncidentDelta {
  readonly facts = new Map<string, Fact | undefined>();
  readonly statements = new Map<string, Statement | undefined>();
  readonly redated: Held[] = [];
  readonly speakers: { speaker: string; version: number; gained: boolean }[] = [];

  constructor(public state: IncidentState) {}

  add({ state, effect }: Applied): void {
    this.state = state;
    const { statements, facts, speakersGained, speakersLost } = effect;
    for (const [key, { before }] of statements) if (!this.statements.has(key)) this.statements.set(key, before);
    for (const [id, { before, after }] of facts) {
      if (!this.facts.has(id)) this.facts.set(id, before);
      if (before !== undefined && after !== undefined) this.redated.push(...redated(before, after));
    }
    const { version } = state;
    this.speakers.push(...speakersLost.map((speaker) => ({ speaker, version, gained: false })));
    this.speakers.push(...speakersGained.map((speaker) => ({ speaker, version, gained: true })));
  }
}

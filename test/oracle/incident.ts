import { chain, homeOf, mergesOf } from './belonging.js';
import { effective, type Effective } from './corrected.js';
import { isA, type Description, type Logged } from './event.js';
import { factsOf, type Fact } from './facts.js';
import { compare } from './order.js';
import { rulesOf, type Options } from './rules.js';
import { statementsOf, type Statement } from './statements.js';

/** One incident as of the options, with everything that is asked of it. */
export interface Incident extends Required<Description> {
  readonly id: string;
  readonly absorbed: readonly string[];
  readonly mergedInto: string | null;
  readonly openedAt: string | null;
  readonly lastStatementAt: string | null;
  readonly contested: readonly string[];
  readonly statementCount: number;
  readonly speakerCount: number;
  readonly facts: readonly Fact[];
  readonly statements: readonly Statement[];
}

const undescribed: Required<Description> = {
  title: null,
  summary: null,
  organisations: [],
  sectors: [],
  countries: [],
  tags: [],
  references: [],
};

const factId = ({ fact, item }: Pick<Fact, 'fact' | 'item'>) => (item === null ? fact : `${fact}[${item}]`);

/** Folds the set of all events; each key once. */
export function foldIncident(incident: string, events: readonly Logged[], options: Options = {}): Incident {
  return incidentOf(incident, effective(events, options), options);
}

export function incidentOf(incident: string, counted: Effective, options: Options): Incident {
  const { told, records } = counted;
  const into = mergesOf(records);
  const all = statementsOf(incident, counted);
  const statements = all.filter(({ revisions }) => revisions.length > 0);
  const facts = factsOf(incident, statements, counted, rulesOf(options));
  const descriptions = records.filter(isA('incident.described')).filter(({ event }) => event.subject === incident);
  const times = told.filter((one) => homeOf(one, records) === incident).map(({ at }) => at);
  return {
    id: incident,
    ...undescribed,
    ...Object.assign({}, ...descriptions.map(({ event }) => event.data)),
    absorbed: [...into.keys()]
      .filter((other) => other !== incident && chain(other, into).includes(incident))
      .sort((a, b) => compare([a], [b])),
    mergedInto: into.get(incident) ?? null,
    openedAt: times.at(0) ?? null,
    lastStatementAt: times.at(-1) ?? null,
    contested: facts
      .filter(({ head }) => head.status === 'contested')
      .map(factId)
      .sort((a, b) => compare([a], [b])),
    statementCount: statements.filter(({ retracted }) => retracted === null).length,
    speakerCount: new Set(facts.flatMap(({ positions }) => positions.map(({ speaker }) => speaker.id))).size,
    facts,
    statements,
  };
}

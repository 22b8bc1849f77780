import type { Logged } from './event.js';
import { offsetOf } from './event.js';
import { relationTo, type Fact } from './facts.js';
import { historyOf, sinceOf } from './history.js';
import { foldIncident, incidentOf, type Incident } from './incident.js';
import { rulesOf, type Options, type Rules } from './rules.js';
import { claimsOf, type Revision, type Said, type Statement } from './statements.js';
import { effective, type Effective } from './corrected.js';

/** What HTTP answers, as blueprint 2 writes it, less what is no part of the fold (`version`, `recordedAt`, `offset`). */
export function positionView(said: Said, first: Said | undefined, rules: Rules) {
  const { speaker, statement, revision, saidAt, stance, value, relayed, claim } = said;
  return {
    speaker: speaker.id,
    kind: speaker.kind,
    publisher: revision.content.publisher.id,
    statement: statement.name,
    revision: revision.number,
    saidAt,
    stance,
    value,
    relation: first === undefined ? null : relationTo(first, said, rules),
    relayed,
    quote: claim.quote ?? null,
  };
}

export function factView({ fact, item, head, publisher, positions }: Fact, since: string | null, rules: Rules) {
  const told = positions.map((said) => positionView(said, positions[0], rules));
  return { fact, item, ...head, publisher, since, positionCount: told.length, positions: told };
}

export function incidentView(incident: string, events: readonly Logged[], options: Options = {}) {
  const rules = rulesOf(options);
  const { facts, statements: _, ...fields } = foldIncident(incident, events, options);
  const histories = historyOf(incident, events, options);
  return {
    ...fields,
    facts: facts.map((fact) => factView(fact, sinceOf(histories, fact.fact, fact.item), rules)),
  };
}

function revisionView({ number, kind, told, content }: Revision, said: readonly Said[]) {
  const { event } = told.logged;
  return {
    revision: number,
    kind,
    at: told.at,
    recordedAt: told.logged.recorded,
    source: event.source,
    id: event.id,
    offset: offsetOf(told.logged),
    title: content.title ?? null,
    url: content.url ?? null,
    language: content.language ?? null,
    body: content.body ?? null,
    claims: said
      .filter(({ revision }) => revision.told === told)
      .map(({ claim, speaker, saidAt, relayed, echo }) => ({ ...claim, speaker: speaker.id, saidAt, relayed, echo })),
  };
}

function statementView(incident: string, statement: Statement, said: readonly Said[]) {
  const revisions = statement.revisions.map((revision) => revisionView(revision, said));
  return {
    incident,
    statement: statement.name,
    publisher: statement.revisions.at(-1)?.content.publisher,
    retracted: statement.retracted,
    revisionCount: revisions.length,
    latest: revisions.at(-1),
    revisions,
  };
}

/** The statements of an incident with all their revisions. */
export function statementViews(incident: string, events: readonly Logged[], options: Options = {}) {
  const counted = effective(events, options);
  return statementViewsOf(incidentOf(incident, counted, options), counted, rulesOf(options));
}

export function statementViewsOf({ id, statements }: Incident, counted: Effective, rules: Rules) {
  const said = claimsOf(statements, counted, rules);
  return statements.map((statement) => statementView(id, statement, said));
}

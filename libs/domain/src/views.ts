import {
  formatOffset,
  type FactView,
  type IncidentView,
  type Instant,
  type PositionView,
  type RevisionClaim,
  type RevisionView,
  type SpanView,
  type StatementView,
} from '#contracts';
import { factId, type Assertion } from './claim.js';
import type { Fact, Span } from './fact.js';
import { absorbedBy } from './fold.js';
import { describedOf, factsOf, type IncidentState } from './incident-state.js';
import { compareText } from './order.js';
import type { Policy } from './policy.js';
import type { Held, Position } from './position.js';
import { compareRank, relatePositions } from './resolve.js';
import type { Statement } from './statement.js';
import type { Revision } from './step.js';

/** A position as it is told, beside the one that comes first. */
export function positionView(position: Position, first: Position | undefined): PositionView {
  const { speaker, kind, publisher, statement, revision, saidAt, stance, value, relayed, quote } = position;
  const relation = first === undefined ? null : relatePositions(position, first);
  return { speaker, kind, publisher, statement, revision, saidAt, stance, value, relation, relayed, quote };
}

/** A fact with everybody's positions; `null` for one of which nothing is held now. */
function factView(fact: Fact, policy: Policy): FactView | null {
  const span = fact.spans.at(-1);
  if (fact.head === null || span === undefined) return null;
  const ranked = fact.positions.sort((a, b) => compareRank(a, b, policy));
  return {
    fact: fact.fact,
    item: fact.item,
    ...fact.head,
    publisher: span.publisher,
    since: span.from,
    positionCount: ranked.length,
    positions: ranked.map((position) => positionView(position, ranked[0])),
  };
}

export function factViews(state: IncidentState, policy: Policy): FactView[] {
  return factsOf(state).flatMap((fact) => factView(fact, policy) ?? []);
}

/** What of an incident's row the fold does not tell. */
export type Recorded = Pick<IncidentView, 'version' | 'recordedAt' | 'offset'>;

export function incidentView(state: IncidentState, recorded: Recorded, policy: Policy): IncidentView {
  const { title, summary, organisations, sectors, countries, tags, references } = describedOf(state);
  return {
    id: state.id,
    version: recorded.version,
    title,
    summary,
    organisations: [...organisations],
    sectors: [...sectors],
    countries: [...countries],
    tags: [...tags],
    references: [...references],
    absorbed: absorbedBy(state),
    mergedInto: state.books.merged.get(state.id) ?? null,
    openedAt: state.openedAt,
    lastStatementAt: state.lastStatementAt,
    recordedAt: recorded.recordedAt,
    offset: recorded.offset,
    contested: [...state.contested].sort(compareText),
    statementCount: state.statementCount,
    speakerCount: state.speakers.size,
    facts: factViews(state, policy),
  };
}

export function spanView({ from, to, head }: Span): SpanView {
  return { from, to, ...head };
}

/** A claim with everything said that the wire leaves to be understood. `held` is the same as the fact has it. */
function revisionClaim({ claim, speaker, relayed }: Assertion, held: Held | undefined, at: Instant): RevisionClaim {
  const saidAt = held?.saidAt ?? claim.saidAt ?? at;
  return { ...claim, speaker: speaker.id, relayed, saidAt, echo: held?.echo ?? false };
}

export function claimsOfRevision(state: IncidentState, { entry }: Revision): RevisionClaim[] {
  return entry.assertions.map((assertion) => {
    const voice = state.facts.get(factId(assertion))?.voices.get(assertion.speaker.id);
    const held = voice?.claimsBy(entry).find(({ index }) => index === assertion.index);
    return revisionClaim(assertion, held, entry.time);
  });
}

export function revisionView(state: IncidentState, revision: Revision): RevisionView {
  const { entry, number, kind } = revision;
  const { data } = entry.event;
  const content = 'publisher' in data ? data : undefined;
  return {
    revision: number,
    kind,
    at: entry.time,
    recordedAt: entry.recorded,
    source: entry.source,
    id: entry.id,
    offset: formatOffset(entry.at),
    title: content?.title ?? null,
    url: content?.url ?? null,
    language: content?.language ?? null,
    body: content?.body ?? null,
    claims: claimsOfRevision(state, revision),
  };
}

/** `null` for one that was only ever retracted: it is no statement so far. */
export function statementView(state: IncidentState, { id, revisions, retracted }: Statement): StatementView | null {
  const latest = revisions.at(-1);
  if (latest === undefined || !('publisher' in latest.entry.event.data)) return null;
  const { publisher } = latest.entry.event.data;
  return {
    incident: state.id,
    statement: id,
    publisher,
    retracted,
    revisionCount: revisions.length,
    latest: revisionView(state, latest),
  };
}

/** In order of their names. */
export function statementsOf(state: IncidentState): Statement[] {
  return [...state.statements.values()].sort((a, b) => compareText(a.id, b.id));
}

import type { Head, Instant } from '#contracts';
import { factId, type FactKey } from './claim.js';
import type { Described } from './description.js';
import type { Dispute } from './dispute.js';
import type { Span } from './fact.js';
import { foldFamily, type FoldOptions } from './family.js';
import {
  compareFacts,
  describedOf,
  factsOf,
  newIncidentState,
  type IncidentState,
  type Rules,
} from './incident-state.js';
import type { LoggedEvent } from './logged-event.js';
import { compareText } from './order.js';
import type { Held } from './position.js';
import { compareRank } from './resolve.js';
import type { Statement } from './statement.js';
import type { Holding } from './slot.js';

/** One fact of an incident: its head, everybody's positions in rank order, and since when it has been so. */
export interface FactView extends Head {
  readonly fact: string;
  readonly item: string | null;
  readonly publisher: string | null;
  readonly since: Instant;
  readonly positions: readonly Held[];
  readonly history: readonly Span[];
}

export interface Incident extends Described {
  readonly id: string;
  readonly absorbed: readonly string[];
  readonly mergedInto: string | null;
  readonly openedAt: Instant | null;
  readonly lastStatementAt: Instant | null;
  /** Ids of facts, with their items. */
  readonly contested: readonly string[];
  readonly statementCount: number;
  readonly speakerCount: number;
  readonly facts: readonly FactView[];
  /** Who held what on which fact, from when to when. */
  readonly holdings: readonly (Holding & FactKey)[];
  /** By fact and item, then in the order of time. */
  readonly disputes: readonly (Dispute & FactKey)[];
  /** What is past and gone by now: facts that are absent, by the spans in which they were not. */
  readonly past: readonly { readonly fact: string; readonly item: string | null; readonly history: readonly Span[] }[];
  readonly statements: readonly Statement[];
}

/**
 * The whole truth: what is held to be so about `incident`, given a set of events.
 * Order and copies do not matter, but that of copies the first in `events` counts.
 */
export function fold(events: Iterable<LoggedEvent>, incident: string, options: FoldOptions): Incident {
  return viewOf(foldFamily(events, options).get(incident) ?? newIncidentState(incident), options);
}

export function viewOf(state: IncidentState, { policy }: Rules): Incident {
  const facts = factsOf(state).flatMap((fact): FactView[] => {
    const span = fact.spans.at(-1);
    if (fact.head === null || span === undefined) return [];
    const positions = fact.positions.sort((a, b) => compareRank(a, b, policy));
    const { fact: key, item, head, spans: history } = fact;
    return [{ fact: key, item, ...head, publisher: span.publisher, since: span.from, positions, history }];
  });
  const past = [...state.facts.values()]
    .filter(({ head, spans }) => head === null && spans.length > 0)
    .sort(compareFacts);
  return {
    id: state.id,
    ...describedOf(state),
    absorbed: absorbedBy(state),
    mergedInto: state.books.merged.get(state.id) ?? null,
    openedAt: state.openedAt,
    lastStatementAt: state.lastStatementAt,
    contested: facts.filter(({ status }) => status === 'contested').map(factId),
    statementCount: state.statementCount,
    speakerCount: state.speakers.size,
    facts,
    holdings: [...state.facts.values()]
      .sort(compareFacts)
      .flatMap(({ fact, item, voices }) =>
        [...voices]
          .sort(byName)
          .flatMap(([, voice]) =>
            [...voice.holdings()].sort(byName).map(([, holding]) => ({ fact, item, ...holding })),
          ),
      ),
    disputes: [...state.facts.values()]
      .sort(compareFacts)
      .flatMap(({ fact, item, disputes }) => disputes.all.map((dispute) => ({ fact, item, ...dispute }))),
    past: past.map(({ fact, item, spans: history }) => ({ fact, item, history })),
    statements: [...state.statements.values()].sort((a, b) => compareText(a.id, b.id)),
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compareText(a, b);
}

/** Incidents that went into this one, and into those. */
export function absorbedBy({ id, books }: Pick<IncidentState, 'id' | 'books'>): string[] {
  const direct = [...books.merged].filter(([, into]) => into === id).map(([absorbed]) => absorbed);
  return direct.flatMap((absorbed) => [absorbed, ...absorbedBy({ id: absorbed, books })]).sort(compareText);
}

import type { Content, Event, Logged, Party } from './event.js';
import { isA, isSource, keyOf, nameOf, statementOf, type EventOf } from './event.js';
import { instant } from './instant.js';
import { compare, sortedBy } from './order.js';
import type { Options } from './rules.js';

/** A source event as it counts now: corrected, and without what was redacted. */
export interface Told {
  readonly logged: Logged;
  readonly name: 'statement.published' | 'statement.revised' | 'statement.retracted';
  /** The statement is known for ever by the incident it was recorded under, and its id. */
  readonly subject: string;
  readonly statement: string;
  readonly at: string;
  /** When what it says was recorded: with its correction, if it was corrected. */
  readonly recorded: string;
  readonly content: Content | null;
  readonly parties: ReadonlyMap<string, Party>;
  readonly revisionKind: string | null;
  readonly reason: string | null;
}
export interface Effective {
  /** In the order of the fold. */
  readonly told: readonly Told[];
  /** In record order, less what never happened. */
  readonly records: readonly Logged[];
}

type Correcting = Logged<EventOf<'statement.corrected'>>;
type Saying = { readonly content: Content | null; readonly time: string | null; readonly recorded: string };

const recordOrder = ({ event, recorded }: Logged) => [
  recorded,
  instant(event.time),
  event.source,
  event.id,
  event.subject,
];

/** What the last standing correction of an event says; `content: null` is a void. `null` if there is none. */
function correctionOf(target: Logged, corrections: readonly Correcting[]): Saying | null {
  const name = nameOf(target.event);
  if (name === 'statement.redacted') return null;
  const statement = statementOf(target.event);
  const said = corrections
    .filter(({ event: { subject, data } }) => keyOf({ subject, ...data.corrects }) === keyOf(target.event))
    .filter(({ event }) => statement === null || event.data.statement === statement)
    .filter((by) => name !== 'statement.corrected' || compare(recordOrder(by), recordOrder(target)) > 0)
    .map((by) => sayingOf(by, corrections))
    .filter((saying) => saying !== null);
  const last = said.at(-1) ?? null;
  // A content says what a revision was; what is no revision can only be voided, and the last one counts all the same.
  return last === null || last.content === null || hasContent(name) ? last : null;
}

const hasContent = (name: string) => ['statement.published', 'statement.revised', 'statement.corrected'].includes(name);

/** What a correction says: its own words, or those of a correction of it; `null` if it is void itself. */
function sayingOf(by: Correcting, corrections: readonly Correcting[]): Saying | null {
  const corrected = correctionOf(by, corrections);
  const { content = null, time = null } = by.event.data;
  if (corrected?.content === null) return null;
  // A time that is not given was not wrong.
  if (corrected !== null) return { ...corrected, time: corrected.time ?? time };
  return { content, time, recorded: by.recorded };
}

/** Takes the parts of a redaction out of a content. */
function without(content: Content, parts: readonly string[]): Content {
  const { title, url, body, claims, ...rest } = content;
  return {
    ...rest,
    ...(title !== undefined && !parts.includes('title') && { title }),
    ...(url !== undefined && !parts.includes('url') && { url }),
    ...(body !== undefined && !parts.includes('body') && { body }),
    claims: claims
      .filter(({ fact }) => !parts.includes(fact))
      .map(({ quote, ...claim }) => (quote === undefined || parts.includes('quotes') ? claim : { ...claim, quote })),
  };
}

/** Whom a revision names, before anything is redacted: a claim may name its speaker by an id that stands elsewhere. */
function partiesOf({ publisher, claims }: Content): ReadonlyMap<string, Party> {
  const named = [publisher, ...claims.map(({ speaker }) => speaker)].filter((party) => typeof party === 'object');
  return new Map(named.reverse().map((party) => [party.id, party]));
}

/** Rules 2 and 3. */
export function effective(events: readonly Logged[], { asOf, knownAt }: Options): Effective {
  const isRedaction = isA('statement.redacted');
  const known = events.filter((logged) => knownAt === undefined || logged.recorded <= knownAt || isRedaction(logged));
  const inRecordOrder = sortedBy(
    known.filter((logged) => !isSource(logged)),
    recordOrder,
  );
  const corrections = inRecordOrder.filter(isA('statement.corrected'));
  const redactions = known.filter(isRedaction);

  const told = known.filter(isSource).flatMap((logged): Told[] => {
    const correction = correctionOf(logged, corrections);
    if (correction?.content === null) return [];
    const { event } = logged;
    const name = nameOf(event) as Told['name'];
    const { subject } = event;
    const { statement } = event.data;
    const at = instant(correction?.time ?? event.time);
    const recorded = correction?.recorded ?? logged.recorded;
    const whole = correction?.content ?? contentOf(event);
    const parts = redactions
      .filter(({ event: { subject: of, data } }) => of === subject && data.statement === statement)
      .filter((redaction) => recorded <= redaction.recorded)
      .flatMap(({ event: { data } }) => data.parts);
    const content = whole === null ? null : without(whole, parts);
    const parties = whole === null ? new Map<string, Party>() : partiesOf(whole);
    const revisionKind =
      event.type === 'disclosure.statement.revised.v1' ? (whole?.revisionKind ?? event.data.revisionKind) : null;
    const reason = event.type === 'disclosure.statement.retracted.v1' ? (event.data.reason ?? null) : null;
    return [{ logged, name, subject, statement, at, recorded, content, parties, revisionKind, reason }];
  });
  return {
    told: sortedBy(
      told.filter(({ at }) => asOf === undefined || at <= asOf),
      ({ at, logged: { event, recorded } }) => [at, recorded, event.source, event.id, event.subject],
    ),
    records: inRecordOrder.filter(
      (logged) => isA('statement.corrected')(logged) || correctionOf(logged, corrections)?.content !== null,
    ),
  };
}

function contentOf(event: Event): Content | null {
  if (!('publisher' in event.data)) return null;
  const { statement: _, ...content } = event.data;
  return content;
}

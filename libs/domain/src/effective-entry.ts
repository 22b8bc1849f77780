import type { Claim, Party, SourceEvent } from '#contracts';
import { correctionOf, wordOf, type Bookkeeping, type CorrectedWord, type Redaction } from './bookkeeping.js';
import { assertionsOf, partiesOf } from './claim.js';
import { isSourceEntry, statementKey, statementOf, type LoggedEvent, type SourceEntry } from './logged-event.js';
import type { Vocabulary } from './vocabulary.js';

/** A source event as it counts: corrected, and without what was redacted; `null` for one that never happened. */
export function effectiveEntry(entry: SourceEntry, books: Bookkeeping, vocabulary: Vocabulary): SourceEntry | null {
  const correction = correctionOf(entry, books.corrections);
  const word = correction === undefined ? null : wordOf(correction, books.corrections);
  if (word !== null && word.content === undefined) return null;
  const corrected = word === null ? entry : correct(entry, word);
  const redactions = (books.redactions.get(statementOf(entry)) ?? []).filter(
    ({ recorded }) => corrected.contentRecorded <= recorded,
  );
  if (corrected === entry && redactions.length === 0) return entry;
  const event = redactions.reduce(redact, corrected.event);
  return { ...corrected, event, assertions: 'claims' in event.data ? assertionsOf(event.data, vocabulary) : [] };
}

function correct(entry: SourceEntry, { content, time, recorded }: CorrectedWord): SourceEntry {
  const { event } = entry;
  if (event.type === 'disclosure.statement.retracted.v1' || content === undefined) return entry;
  const { revisionKind, ...rest } = content;
  const corrected = { ...entry, time: time ?? entry.time, contentRecorded: recorded };
  const { statement } = event.data;
  if (event.type === 'disclosure.statement.published.v1')
    return { ...corrected, event: { ...event, data: { statement, ...rest } } };
  const data = { statement, ...rest, revisionKind: revisionKind ?? event.data.revisionKind };
  return { ...corrected, event: { ...event, data } };
}

function redact(event: SourceEvent, { parts }: Redaction): SourceEvent {
  if (event.type === 'disclosure.statement.retracted.v1') return event;
  return { ...event, data: redactContent(event.data, parts) } as SourceEvent;
}

interface Content {
  readonly publisher: Party;
  readonly body?: string;
  readonly title?: string;
  readonly url?: string;
  readonly claims: readonly Claim[];
}

/** Content without these parts: `body`, `title`, `url`, `quotes`, or every claim on a fact. */
function redactContent<C extends Content>(content: C, parts: ReadonlySet<string>): C {
  const { body, title, url, claims, ...rest } = content;
  const kept = namingParties(
    content,
    claims.filter(({ fact }) => !parts.has(fact)),
  );
  return {
    ...rest,
    ...(body !== undefined && !parts.has('body') && { body }),
    ...(title !== undefined && !parts.has('title') && { title }),
    ...(url !== undefined && !parts.has('url') && { url }),
    claims: parts.has('quotes') ? kept.map(({ quote: _, ...claim }) => claim) : kept,
  } as unknown as C;
}

/** A party that only a claim which is gone named in full is named by the first that is left of those that meant it. */
function namingParties(content: Content, kept: readonly Claim[]): readonly Claim[] {
  const parties = partiesOf(content);
  const named = new Set(partiesOf({ publisher: content.publisher, claims: kept }).keys());
  return kept.map((claim) => {
    const party =
      typeof claim.speaker === 'string' && !named.has(claim.speaker) ? parties.get(claim.speaker) : undefined;
    if (party === undefined) return claim;
    named.add(party.id);
    return { ...claim, speaker: party };
  });
}

/** An event as it may still be kept, once these redactions are known: what they reach is gone from it. */
export function withoutRedacted(
  logged: LoggedEvent,
  redactions: Bookkeeping['redactions'],
  vocabulary: Vocabulary,
): LoggedEvent {
  const { event } = logged;
  if (!('statement' in event.data)) return logged;
  const reached = (redactions.get(statementKey(logged.subject, event.data.statement)) ?? []).filter(
    ({ recorded }) => logged.recorded <= recorded,
  );
  if (reached.length === 0) return logged;
  if (isSourceEntry(logged)) {
    const redacted = reached.reduce(redact, logged.event);
    return {
      ...logged,
      event: redacted,
      assertions: 'claims' in redacted.data ? assertionsOf(redacted.data, vocabulary) : [],
    };
  }
  if (event.type !== 'disclosure.statement.corrected.v1' || event.data.content === undefined) return logged;
  const content = reached.reduce((content, { parts }) => redactContent(content, parts), event.data.content);
  return { ...logged, event: { ...event, data: { ...event.data, content } } };
}

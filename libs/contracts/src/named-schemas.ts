import { Cause } from './changes/cause.js';
import { changes } from './changes/catalogue.js';
import { Head, Ruling } from './changes/fact-changes.js';
import { Claim, ClaimValueSchema } from './claim.js';
import { partOf } from './envelope.js';
import { events } from './events/catalogue.js';
import { Organisation } from './events/incident-described.js';
import { Party } from './party.js';
import { Id, InstantText } from './primitives.js';
import { DeadLetterView, Redriven, RedrivenPage } from './views/dead-letter.js';
import { DiffView } from './views/diff.js';
import { DisputeView, Side } from './views/dispute.js';
import { EventView } from './views/event-status.js';
import { FactView } from './views/fact.js';
import { ChangeView, Feed, FeedItem } from './views/feed.js';
import { HistoryView, SpanView, ToldView } from './views/history.js';
import { IncidentView } from './views/incident.js';
import { IncidentList, PageOf } from './views/list.js';
import { EventSchema, LogItem } from './views/log.js';
import { PositionView } from './views/position.js';
import { PartitionView, ProjectionView, Stopped } from './views/projection.js';
import { PolicyView, VocabularyView } from './views/rules.js';
import { SpeakerPage, SpeakerView } from './views/speaker.js';
import { RevisionClaim, RevisionView, StatementView } from './views/statement.js';
import * as verdicts from './views/verdict.js';

/** `disclosure.fact.changed.v1` is `FactChanged`. */
function nameOf(type: string): string {
  const words = type.split('.').slice(1, -1);
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Schemas by the names under which API documents know them; wherever one of them stands in another, it is referred to. */
export const namedSchemas: Readonly<Record<string, object>> = {
  Id,
  Instant: InstantText,
  ClaimValue: ClaimValueSchema,
  Party,
  Claim,
  Organisation,
  Event: EventSchema,
  ...Object.fromEntries(events.map(({ type, schema }) => [`${nameOf(type)}Event`, partOf(schema)])),
  Change: ChangeView,
  ...Object.fromEntries(changes.map(({ type, schema }) => [`${nameOf(type)}Change`, partOf(schema)])),
  Cause,
  Head,
  Ruling,
  Position: PositionView,
  Fact: FactView,
  FactPage: PageOf(FactView),
  Incident: IncidentView,
  IncidentList,
  RevisionClaim,
  Revision: RevisionView,
  RevisionPage: PageOf(RevisionView),
  Statement: StatementView,
  StatementPage: PageOf(StatementView),
  Span: SpanView,
  Told: ToldView,
  History: HistoryView,
  Diff: DiffView,
  Side,
  Dispute: DisputeView,
  DisputePage: PageOf(DisputeView),
  Speaker: SpeakerView,
  SpeakerList: PageOf(SpeakerView),
  SpeakerPage,
  LogItem,
  LogPage: PageOf(LogItem),
  FeedItem,
  Feed,
  EventStatus: EventView,
  DeadLetter: DeadLetterView,
  DeadLetterPage: PageOf(DeadLetterView),
  Redriven,
  RedrivenPage,
  Stopped,
  Partition: PartitionView,
  Projection: ProjectionView,
  Vocabulary: VocabularyView,
  Policy: PolicyView,
  PolicyPage: PageOf(PolicyView),
  ...verdicts,
};

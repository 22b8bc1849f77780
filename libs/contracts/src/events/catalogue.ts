import type { EventOf } from '../envelope.js';
import { factRuled } from './fact-ruled.js';
import { incidentDescribed } from './incident-described.js';
import { incidentMerged } from './incident-merged.js';
import { incidentUnmerged } from './incident-unmerged.js';
import { statementCorrected } from './statement-corrected.js';
import { statementPublished } from './statement-published.js';
import { statementReassigned } from './statement-reassigned.js';
import { statementRedacted } from './statement-redacted.js';
import { statementRetracted } from './statement-retracted.js';
import { statementRevised } from './statement-revised.js';

/** They happen in public and act on both time axes. */
export const sourceEvents = [statementPublished, statementRevised, statementRetracted] as const;

/** A desk's own book-keeping: they act on the recorded axis only. */
export const recordEvents = [
  statementCorrected,
  statementRedacted,
  statementReassigned,
  incidentDescribed,
  incidentMerged,
  incidentUnmerged,
  factRuled,
] as const;

export const events = [...sourceEvents, ...recordEvents] as const;

export type SourceEvent = EventOf<(typeof sourceEvents)[number]>;
export type RecordEvent = EventOf<(typeof recordEvents)[number]>;
export type DisclosureEvent = SourceEvent | RecordEvent;

const sourceTypes: ReadonlySet<string> = new Set(sourceEvents.map((definition) => definition.type));

export function isSourceEvent(event: DisclosureEvent): event is SourceEvent {
  return sourceTypes.has(event.type);
}

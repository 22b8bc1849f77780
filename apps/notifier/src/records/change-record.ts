import { changeType, formatOffset, type ChangeEvent, type ChangeKind } from '#contracts';
import type { PublishMessage } from '#kafka';
import type { UnsentChange } from '#persistence';
import { cloudEventHeaders } from './cloud-event-headers.js';

/** The event as it stands in the table, with what a consumer filters by repeated as headers. */
export function changeRecord({ sequence, incident, kind, fact, cause, event }: UnsentChange): PublishMessage {
  const { id, source, traceparent } = JSON.parse(event) as ChangeEvent & { readonly traceparent?: unknown };
  return {
    key: incident,
    value: event,
    headers: {
      ...cloudEventHeaders({ id, source, type: changeType(kind as ChangeKind), subject: incident }),
      ...(typeof traceparent === 'string' ? { traceparent } : {}),
      kind,
      ...(fact === null ? {} : { fact }),
      offset: formatOffset(cause),
      sequence: sequence.toString(),
    },
  };
}

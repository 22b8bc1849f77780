import { changeType, formatOffset, type ChangeEvent, type ChangeKind } from '#contracts';
import type { PublishMessage } from '#kafka';
import type { UnsentChange } from '#persistence';
import { cloudEventHeaders } from './cloud-event-headers.js';

/** The event as it stands in the table, with what a consumer filters by repeated as headers. */
export function changeRecord({ sequence, incident, kind, fact, cause, event }: UnsentChange): PublishMessage {
  const { id, source, traceparent } = contextOf(event);
  const headers = cloudEventHeaders({ id, source, type: changeType(kind as ChangeKind), subject: incident });
  if (typeof traceparent === 'string') headers['traceparent'] = traceparent;
  headers['kind'] = kind;
  if (fact !== null) headers['fact'] = fact;
  headers['offset'] = formatOffset(cause);
  headers['sequence'] = sequence.toString();
  return { key: incident, value: event, headers };
}

interface Context {
  readonly id: string;
  readonly source: string;
  readonly traceparent?: unknown;
}

// As this project writes them, without anything that is escaped.
const beginning = /^\{"specversion":"1\.0","id":"([^"\\]+)","source":"([^"\\]+)"/;

/** To parse all of it for two members that stand first is a third of what a change takes here. */
function contextOf(event: string): Context {
  const [, id, source] = beginning.exec(event) ?? [];
  if (id === undefined || source === undefined || event.includes('"traceparent"'))
    return JSON.parse(event) as ChangeEvent & Context;
  return { id, source };
}

import type { CloudEvent, IncidentView } from '#contracts';
import type { PublishMessage } from '#kafka';
import { cloudEventHeaders } from './cloud-event-headers.js';
import { fittingState } from './fitting.js';

const type = 'disclosure.incident.state.v1';

export type IncidentStateEvent = CloudEvent<typeof type, IncidentView> & {
  readonly datacontenttype: 'application/json';
};

/** An incident's state for the compacted topic. One that is merged away is taken out of it. */
export function incidentRecord(incident: IncidentView): PublishMessage {
  const event: IncidentStateEvent = {
    specversion: '1.0',
    id: `${incident.id}@${incident.version}`,
    source: '/incidents',
    type,
    subject: incident.id,
    time: incident.recordedAt,
    datacontenttype: 'application/json',
    data: incident,
  };
  const { data, ...envelope } = event;
  const value =
    data.mergedInto === null ? `${JSON.stringify(envelope).slice(0, -1)},"data":${fittingState(data)}}` : null;
  return { key: incident.id, value, headers: cloudEventHeaders(event) };
}

/** Of an incident that the read models no longer know. */
export function goneRecord(id: string): PublishMessage {
  return {
    key: id,
    value: null,
    headers: cloudEventHeaders({ id: `${id}@0`, source: '/incidents', type, subject: id }),
  };
}

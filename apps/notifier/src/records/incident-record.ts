import type { CloudEvent, IncidentView } from '#contracts';
import type { PublishMessage } from '#kafka';
import { cloudEventHeaders } from './cloud-event-headers.js';

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
  const value = incident.mergedInto === null ? JSON.stringify(event) : null;
  return { key: incident.id, value, headers: cloudEventHeaders(event) };
}

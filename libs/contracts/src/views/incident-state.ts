import { partOf, defineEvent } from '../envelope.js';
import { IncidentView } from './incident.js';

/** An incident in the compacted topic. */
const incidentState = defineEvent('incident.state', 1, IncidentView);
export const IncidentStateSchema = partOf(incidentState.schema);

import { Type } from 'typebox';
import { defineEvent } from '../envelope.js';
import { closed, Id } from '../primitives.js';
import { Cause, changed } from './cause.js';

const idOrNull = Type.Union([Id, Type.Null()]);

function incidentChange<const Kind extends string>(kind: Kind) {
  const data = Type.Object(
    { ...changed, kind: Type.Literal(kind), absorbed: idOrNull, into: idOrNull, cause: Cause },
    closed,
  );
  return { kind, ...defineEvent(kind, 1, data) };
}

/** First event of the incident; once ever. */
const incidentOpened = incidentChange('incident.opened');
/** Once per applied event, whether or not it has an effect. */
const incidentWasDescribed = incidentChange('incident.described');

/** On both incidents: a consumer drops what it keeps of the absorbed one. */
const incidentWasMerged = incidentChange('incident.merged');
const incidentWasUnmerged = incidentChange('incident.unmerged');

export const incidentChanges = [incidentOpened, incidentWasDescribed, incidentWasMerged, incidentWasUnmerged] as const;

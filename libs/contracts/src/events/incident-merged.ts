import { Type } from 'typebox';
import { defineEvent } from '../envelope.js';
import { closed, Id, Text } from '../primitives.js';

/** The subject is the same incident as another, and goes into it. */
export const incidentMerged = defineEvent('incident.merged', 1, Type.Object({ into: Id, reason: Text }, closed));

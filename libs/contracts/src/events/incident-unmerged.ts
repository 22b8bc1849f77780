import { Type } from 'typebox';
import { defineEvent } from '../envelope.js';
import { closed, Text } from '../primitives.js';

/** The subject is an incident of its own after all. */
export const incidentUnmerged = defineEvent('incident.unmerged', 1, Type.Object({ reason: Text }, closed));

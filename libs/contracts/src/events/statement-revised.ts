import { Type } from 'typebox';
import { defineEvent } from '../envelope.js';
import { closed } from '../primitives.js';
import { statementContent } from './statement-published.js';

export const revisionKinds = ['update', 'correction', 'clarification', 'minor', 'unlabelled'] as const;
export type RevisionKind = (typeof revisionKinds)[number];

export const RevisionKind = Type.Unsafe<RevisionKind>({ type: 'string', enum: [...revisionKinds] });

export const statementRevised = defineEvent(
  'statement.revised',
  1,
  Type.Object({ ...statementContent, revisionKind: RevisionKind }, closed),
);

import { Type } from 'typebox';
import { Claim } from '../claim.js';
import { defineEvent } from '../envelope.js';
import { RevisionKind } from '../events/statement-revised.js';
import { closed } from '../primitives.js';
import { Cause, changed } from './cause.js';

function statementChange<const Kind extends string>(kind: Kind) {
  const data = Type.Object(
    {
      ...changed,
      kind: Type.Literal(kind),
      statement: Type.String(),
      revision: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
      revisionKind: Type.Union([RevisionKind, Type.Null()]),
      claimsDropped: Type.Array(Claim),
      bodyChanged: Type.Boolean(),
      cause: Cause,
    },
    closed,
  );
  return { kind, ...defineEvent(kind, 1, data) };
}

/** The statement had no revision before. */
const statementWasPublished = statementChange('statement.published');
/** It has one revision more, or another latest one. */
const statementWasRevised = statementChange('statement.revised');
/** As named, once per applied event, whether or not it has an effect. */
const statementWasRetracted = statementChange('statement.retracted');

const statementWasCorrected = statementChange('statement.corrected');
const statementWasRedacted = statementChange('statement.redacted');
/** On both incidents. */
const statementWasReassigned = statementChange('statement.reassigned');

export const statementChanges = [
  statementWasPublished,
  statementWasRevised,
  statementWasRetracted,
  statementWasCorrected,
  statementWasRedacted,
  statementWasReassigned,
] as const;

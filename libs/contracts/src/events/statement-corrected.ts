import { Type } from 'typebox';
import { defineEvent } from '../envelope.js';
import { closed, Id, InstantText, Text } from '../primitives.js';
import { statementContent } from './statement-published.js';
import { RevisionKind } from './statement-revised.js';

const { statement: _, ...content } = statementContent;

/** The whole right content of a revision; `revisionKind` where that of a `statement.revised` was wrong too. */
const CorrectContent = Type.Object({ ...content, revisionKind: Type.Optional(RevisionKind) }, closed);

/** We recorded an event wrongly, and the publisher changed nothing: this is what it said, or it never happened. */
export const statementCorrected = defineEvent(
  'statement.corrected',
  1,
  Type.Object(
    {
      statement: Id,
      corrects: Type.Object({ source: Type.String({ minLength: 1 }), id: Type.String({ minLength: 1 }) }, closed),
      reason: Text,
      content: Type.Optional(CorrectContent),
      time: Type.Optional(InstantText),
      void: Type.Optional(Type.Literal(true)),
    },
    closed,
  ),
);

import { Type, type Static } from 'typebox';
import { changeKinds, type ChangeKind } from '../changes/catalogue.js';
import { Head } from '../changes/fact-changes.js';
import { closed, Id, InstantText } from '../primitives.js';
import { Nullable } from './nullable.js';

/** What was held to be so in public from one instant to the next; `to: null` is now. */
export const SpanView = Type.Object({ from: InstantText, to: Nullable(InstantText), ...Head.properties }, closed);
export type SpanView = Static<typeof SpanView>;

/** What the pipeline told of a fact: at which recorded time, because of which event, and in which change. */
export const ToldView = Type.Object(
  {
    at: InstantText,
    offset: Type.String({ pattern: '^\\d+@\\d+$' }),
    change: Type.String({ pattern: '^[0-9a-f]{32}$' }),
    kind: Type.Unsafe<ChangeKind>({ type: 'string', enum: [...changeKinds] }),
    before: Nullable(Head),
    after: Nullable(Head),
  },
  closed,
);
export type ToldView = Static<typeof ToldView>;

/** One fact on both axes: what was public when, and what was known when. */
export const HistoryView = Type.Object(
  { fact: Id, item: Nullable(Id), spans: Type.Array(SpanView), recorded: Type.Array(ToldView) },
  closed,
);
export type HistoryView = Static<typeof HistoryView>;

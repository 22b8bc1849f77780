import { Type, type Static, type TSchema } from 'typebox';
import { closed } from '../primitives.js';
import { IncidentView } from './incident.js';
import { Nullable } from './nullable.js';

/** One page of a list; `next` is the cursor of the page after it, `null` on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** The schema of a {@link Page}. */
export function PageOf<Item extends TSchema>(item: Item) {
  return Type.Object({ items: Type.Array(item), next: Nullable(Type.String()) }, closed);
}

/** The first page tells where the change feed stood before it was read. */
export const IncidentList = Type.Object(
  { items: Type.Array(IncidentView), next: Nullable(Type.String()), changesCursor: Type.Optional(Type.String()) },
  closed,
);
export type IncidentList = Static<typeof IncidentList>;

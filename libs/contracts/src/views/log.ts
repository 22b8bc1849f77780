import { Type, type Static } from 'typebox';
import type { DisclosureEvent } from '../events/catalogue.js';
import { closed } from '../primitives.js';

/** An event as it was recorded, and where. */
export const LogItem = Type.Object(
  { offset: Type.String({ pattern: '^\\d+@\\d+$' }), event: Type.Unsafe<DisclosureEvent>({ type: 'object' }) },
  closed,
);
export type LogItem = Static<typeof LogItem>;

import { Type, type Static } from 'typebox';
import { partOf } from '../envelope.js';
import { events, type DisclosureEvent } from '../events/catalogue.js';
import { closed } from '../primitives.js';

/** Any event of the pipeline. */
export const EventSchema = Type.Unsafe<DisclosureEvent>({ oneOf: events.map(({ schema }) => partOf(schema)) });

/** An event as it was recorded, and where. */
export const LogItem = Type.Object({ offset: Type.String({ pattern: '^\\d+@\\d+$' }), event: EventSchema }, closed);
export type LogItem = Static<typeof LogItem>;

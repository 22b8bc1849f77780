import { changes, events } from '#contracts';

export const schemaTopics = ['events', 'changes'] as const;
export type SchemaTopic = (typeof schemaTopics)[number];

export interface SchemaItem {
  readonly type: string;
  readonly topic: SchemaTopic;
  readonly href: string;
}

interface Listed extends SchemaItem {
  readonly schema: Readonly<Record<string, unknown>>;
}

const eventTypes: ReadonlySet<string> = new Set(events.map(({ type }) => type));

/** An event and the change that tells of it may have one type; the query says which is meant. */
const listed: readonly Listed[] = [
  ...events.map(({ type, schema }) => list('events', type, `/v1/schemas/${type}`, schema)),
  ...changes.map(({ type, schema }) =>
    list('changes', type, eventTypes.has(type) ? `/v1/schemas/${type}?topic=changes` : `/v1/schemas/${type}`, schema),
  ),
];

function list(topic: SchemaTopic, type: string, href: string, schema: Listed['schema']): Listed {
  return { type, topic, href, schema: { ...schema, $id: href } };
}

export const schemaItems: readonly SchemaItem[] = listed.map(({ type, topic, href }) => ({ type, topic, href }));

/** The event's, if there is one of that type and nothing else is asked for. */
export function schemaOf(type: string, topic?: SchemaTopic): Listed['schema'] | undefined {
  return listed.find((one) => one.type === type && (topic === undefined || one.topic === topic))?.schema;
}

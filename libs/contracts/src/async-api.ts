import { namedSchemas } from './named-schemas.js';
import { Id } from './primitives.js';
import { ChangeHeaders, DeadLetterHeaders, EventHeaders, IncidentStateHeaders } from './record-headers.js';
import { schemaReferences, type Json } from './schema-references.js';
import { topicNames, type Topics } from './topics.js';
import { ChangeView } from './views/feed.js';
import { IncidentStateSchema } from './views/incident-state.js';
import { EventSchema } from './views/log.js';

const incidentKey = { ...Id, description: 'the id of the incident, as UTF-8' };
const forEver = { 'cleanup.policy': ['delete'], 'retention.ms': -1 };
const days = 86_400_000;

/** What the records of each topic are. `null` is a record without a value. */
export const topicSchemas = {
  events: {
    message: 'event',
    title: 'The log of record: source and record events',
    description: 'What fails the checks of ingest goes to the dead letters, and delays nothing.',
    key: incidentKey,
    headers: EventHeaders,
    payload: EventSchema,
    settings: forEver,
  },
  changes: {
    message: 'change',
    title: 'Change notifications',
    description:
      'Read committed, each comes exactly once, in order per incident; applied in order to an empty cache they give ' +
      'the current facts.',
    key: incidentKey,
    headers: ChangeHeaders,
    payload: ChangeView,
    settings: forEver,
  },
  incidents: {
    message: 'incidentState',
    title: 'The state of each incident',
    description: 'Never older than the changes sent with it. No value means: drop it, it was merged away.',
    key: incidentKey,
    headers: IncidentStateHeaders,
    payload: { oneOf: [IncidentStateSchema, { type: 'null' }] },
    settings: { 'cleanup.policy': ['compact'], 'delete.retention.ms': 7 * days, 'max.compaction.lag.ms': 1 * days },
  },
  deadLetters: {
    message: 'deadLetter',
    title: 'What could not be applied, as it came',
    description: 'The original bytes, key and headers, in the partition it came from, in order. No CloudEvents.',
    key: { description: 'as received' },
    headers: DeadLetterHeaders,
    payload: { description: 'as received: any bytes, or none' },
    settings: { 'cleanup.policy': ['delete'], 'retention.ms': 30 * days },
  },
} as const satisfies Record<keyof Topics, object>;

type TopicKey = keyof typeof topicSchemas;

export interface AsyncApiOptions {
  readonly version: string;
  readonly examples: Readonly<Partial<Record<TopicKey, { readonly headers: Json; readonly payload: Json }>>>;
}

/** The AsyncAPI 3.0 document of the topics. */
export function asyncApiDocument({ version, examples }: AsyncApiOptions): Json {
  const references = schemaReferences({ ...namedSchemas, IncidentState: IncidentStateSchema });
  const keys = Object.keys(topicSchemas) as TopicKey[];
  const names = topicNames();
  const byKey = (make: (key: TopicKey) => readonly [string, Json]): Json => Object.fromEntries(keys.map(make));
  const messages = byKey((key) => {
    const { message, title, headers, payload, key: recordKey } = topicSchemas[key];
    const example = examples[key];
    return [
      message,
      {
        name: message,
        title,
        ...(key === 'deadLetters' ? {} : { contentType: 'application/cloudevents+json' }),
        headers: references.refer(headers),
        payload: references.refer(payload),
        bindings: { kafka: { key: references.refer(recordKey), bindingVersion: '0.5.0' } },
        ...(example === undefined ? {} : { examples: [{ headers: example.headers, payload: example.payload }] }),
      },
    ];
  });
  const channels = byKey((key) => [
    key,
    {
      address: names[key],
      title: topicSchemas[key].title,
      description: topicSchemas[key].description,
      messages: { [topicSchemas[key].message]: { $ref: `#/components/messages/${topicSchemas[key].message}` } },
      bindings: {
        kafka: {
          topic: names[key],
          partitions: 6,
          topicConfiguration: {
            ...topicSchemas[key].settings,
            'cleanup.policy': [...topicSchemas[key].settings['cleanup.policy']],
          },
          bindingVersion: '0.5.0',
        },
      },
    },
  ]);
  const operations = byKey((key) => [
    key === 'events'
      ? 'sendEvent'
      : `receive${topicSchemas[key].message.replace(/^./, (first) => first.toUpperCase())}`,
    {
      action: key === 'events' ? 'send' : 'receive',
      channel: { $ref: `#/channels/${key}` },
      title: key === 'events' ? 'Anybody may produce events' : `Consume: ${topicSchemas[key].title}`,
      messages: [{ $ref: `#/channels/${key}/messages/${topicSchemas[key].message}` }],
    },
  ]);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Corrigenda: topics',
      version,
      description:
        'As an application beside the pipeline sees its topics. All have the same number of partitions (PARTITIONS, 6 ' +
        'unless told) and the partitioner murmur2 over the key; a deployment may put TOPIC_PREFIX before their names.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels,
    operations,
    components: { messages, schemas: references.components() },
  };
}

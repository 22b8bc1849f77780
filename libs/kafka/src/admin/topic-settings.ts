import type { Topics } from '#contracts';

export type TopicSettings = Readonly<Record<string, string>>;

const DAY = 24 * 60 * 60 * 1000;
const MIB = 1024 * 1024;
const forEver: TopicSettings = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' };

/** What each topic is created with. Sizes are of one record batch, so of one record at least. */
export const topicSettings: Readonly<Record<keyof Topics, TopicSettings>> = {
  events: {
    ...forEver,
    'max.message.bytes': String(MIB),
    // Anybody may produce here. The broker unpacks what they send: no record is larger than the limit once unpacked, and
    // none is in a codec (snappy, lz4) that kafkajs has not.
    'compression.type': 'uncompressed',
  },
  // Two values of a fact and the claims dropped can be larger together than the event that changed them.
  changes: { ...forEver, 'max.message.bytes': String(4 * MIB) },
  incidents: {
    'cleanup.policy': 'compact',
    'max.compaction.lag.ms': String(DAY),
    'delete.retention.ms': String(7 * DAY),
    'max.message.bytes': String(16 * MIB),
  },
  // An original of the largest size, with its headers and ours.
  deadLetters: {
    'cleanup.policy': 'delete',
    'retention.ms': String(30 * DAY),
    'retention.bytes': '-1',
    'max.message.bytes': String(4 * MIB),
  },
};

/** What the log of record must have, whoever created it. */
export const requiredOfEvents: TopicSettings = forEver;

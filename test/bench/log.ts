import { topicNames } from '#contracts';
import { createAppender, createKafka, ensureTopics } from '#kafka';
import { partitions, type Cluster, type Place } from './cluster.js';
import type { GeneratedEvent } from './events/generator.js';

const slice = 2000;

/** Puts events into the log before anything reads it. */
export async function fill(cluster: Cluster, place: Place, events: Iterable<GeneratedEvent>): Promise<void> {
  const kafka = createKafka({ brokers: [...cluster.brokers], clientId: 'bench' });
  const topics = topicNames(place.prefix);
  await ensureTopics(kafka, { topics, partitions });
  const appender = createAppender({ kafka, topic: topics.events, partitions });
  let waiting: { key: string; value: string }[] = [];
  const send = async () => {
    const records = waiting;
    waiting = [];
    await appender.append(records, {});
  };
  for (const { subject, text } of events) {
    waiting.push({ key: subject, value: text });
    if (waiting.length === slice) await send();
  }
  await send();
  await appender.close();
  await kafka.close();
}

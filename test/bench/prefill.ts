import { topicNames } from '#contracts';
import { createAppender, createKafka, ensureTopics } from '#kafka';
import { partitions, type Cluster, type Place } from './cluster.js';
import type { GeneratedEvent } from './events/generator.js';

/** Puts events into the log as ingest does, before anything is measured. */
export async function prefill(cluster: Cluster, place: Place, events: readonly GeneratedEvent[]): Promise<void> {
  const kafka = createKafka({ brokers: cluster.brokers, clientId: 'bench' });
  const topics = topicNames(place.prefix);
  await ensureTopics(kafka, { topics, partitions });
  const appender = createAppender({ kafka, topic: topics.events, partitions });
  for (let at = 0; at < events.length; at += 1_000)
    await appender.append(events.slice(at, at + 1_000).map(recordOf), { deadline: Date.now() + 60_000 });
  await appender.close();
  await kafka.close();
}

function recordOf({ subject, text, type, id }: GeneratedEvent) {
  const headers = {
    'content-type': 'application/cloudevents+json',
    ce_id: id,
    ce_source: '/bench',
    ce_type: type,
    ce_subject: subject,
  };
  return { key: subject, value: text, headers };
}

import kafkajs from 'kafkajs';
import { topicNames } from '#contracts';
import { sendLines } from './client.js';
import type { Pipeline } from './pipeline.js';
import { kafkaBrokers } from './servers.js';

const acme = { id: 'acme', kind: 'affected', name: 'Acme' };

function event(id: string, type: string, subject: string, data: object): string {
  const time = '2024-01-01T00:00:00Z';
  const head = { specversion: '1.0', id, source: '/desk', type: `disclosure.${type}.v1`, subject, time };
  return JSON.stringify({ ...head, data });
}

export function published(id: string, subject: string, people: number): string {
  const claims = [{ fact: 'exposure.people', stance: 'affirmed', value: people }];
  return event(id, 'statement.published', subject, { statement: 's', publisher: acme, title: 'A notice', claims });
}

/** A statement whose every part says the word. */
function secretContent(word: string) {
  return {
    publisher: acme,
    title: `The title "${word}"`,
    url: `https://acme.example/${word}`,
    body: `What ${word} did\nand – as they say – when.`,
    claims: [
      { fact: 'impact.operations', stance: 'affirmed', value: `It was ${word} who stopped` },
      { fact: 'exposure.people', stance: 'affirmed', value: 10, quote: `ten, ${word} said` },
    ],
  };
}

/** Everything in which the word may come before it is redacted: statement, correction, copy, and what dies. */
export async function tellSecret(pipeline: Pipeline, subject: string, word: string): Promise<void> {
  const content = secretContent(word);
  const first = event('e1', 'statement.published', subject, { statement: 's', ...content });
  const corrected = event('e2', 'statement.corrected', subject, {
    statement: 's',
    corrects: { source: '/desk', id: 'e1' },
    reason: 'a typing error',
    content: { ...content, claims: content.claims.slice(0, 1) },
  });
  await sendLines(pipeline, [published('e0', subject, 5), first, first, corrected]);
  const reused = event('e1', 'statement.published', subject, { statement: 's', ...content, language: 'en' });
  const invalid = event('e3', 'statement.published', subject, { statement: 's', ...content, colour: content.title });
  const elsewhere = event('e4', 'statement.published', 'another', { statement: 'x', colour: content.body });
  const values = [reused, invalid, elsewhere, `no JSON: ${content.body}`, first.slice(0, -30)];
  await sendStraight(pipeline, subject, values, { 'x-title': content.title });
}

/** Redacts it, and then a copy of it comes all the same. */
export async function redactSecret(pipeline: Pipeline, subject: string, word: string): Promise<void> {
  const parts = ['body', 'title', 'url', 'quotes', 'impact.operations'];
  const content = secretContent(word);
  const copy = event('e1', 'statement.published', subject, { statement: 's', ...content });
  const reused = event('e1', 'statement.published', subject, { statement: 's', ...content, language: 'de' });
  await sendLines(pipeline, [
    event('r1', 'statement.redacted', subject, { statement: 's', parts, basis: 'a court', reason: 'private' }),
    copy,
    reused,
  ]);
}

/** As anybody may, past ingest. */
export async function sendStraight(
  pipeline: Pipeline,
  key: string,
  values: readonly string[],
  headers: Record<string, string> = {},
): Promise<void> {
  await withProducer(async (producer) => {
    const messages = values.map((value) => ({ key, value, headers }));
    await producer.send({ topic: topicNames(pipeline.prefix).events, messages });
  });
}

/** A producer of somebody's who works in transactions, and leaves holes in the log: one was aborted, one committed. */
export async function leaveHoles(pipeline: Pipeline, subject: string): Promise<void> {
  const topic = topicNames(pipeline.prefix).events;
  await withProducer(
    async (producer) => {
      const aborted = await producer.transaction();
      await aborted.send({ topic, messages: [{ key: subject, value: published('never', subject, 1) }] });
      await aborted.abort();
      const committed = await producer.transaction();
      await committed.send({ topic, messages: [{ key: subject, value: published('t1', subject, 7) }] });
      await committed.commit();
    },
    transactional(`${pipeline.prefix}foreign`),
  );
}

/** One that is under way until it is aborted. */
export async function openTransaction(pipeline: Pipeline, key: string): Promise<{ abort(): Promise<void> }> {
  const topic = topicNames(pipeline.prefix).events;
  const producer = transactional(`${pipeline.prefix}open`);
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: [{ key, value: published('open', key, 1) }] });
  return {
    abort: async () => {
      await transaction.abort();
      await producer.disconnect();
    },
  };
}

/** As retention would, had somebody set one. */
export async function forgetFirst(prefix: string): Promise<void> {
  const admin = client().admin();
  await admin.connect();
  const topic = topicNames(prefix).events;
  // kafkajs looks for the leaders in what it happens to know.
  await admin.fetchTopicMetadata({ topics: [topic] });
  await admin.deleteTopicRecords({
    topic,
    partitions: [0, 1].map((partition) => ({ partition, offset: '1' })),
  });
  await admin.disconnect();
}

function client(): kafkajs.Kafka {
  return new kafkajs.Kafka({ brokers: kafkaBrokers(), logLevel: kafkajs.logLevel.NOTHING });
}

function transactional(transactionalId: string): kafkajs.Producer {
  return client().producer({
    createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    transactionalId,
    maxInFlightRequests: 1,
    idempotent: true,
  });
}

async function withProducer(
  work: (producer: kafkajs.Producer) => Promise<void>,
  producer = client().producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner }),
): Promise<void> {
  await producer.connect();
  try {
    await work(producer);
  } finally {
    await producer.disconnect();
  }
}

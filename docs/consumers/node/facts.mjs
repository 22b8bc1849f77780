// Keeps a cache of what is held to be so, from disclosure.changes.v1.
//
//     npm install kafkajs
//     node facts.mjs [127.0.0.1:9092]

import { randomUUID } from 'node:crypto';
import kafkajs from 'kafkajs';

const { Kafka, logLevel } = kafkajs;
const topic = 'disclosure.changes.v1';

const kafka = new Kafka({ brokers: [process.argv[2] ?? '127.0.0.1:9092'], logLevel: logLevel.ERROR });
// The cache is in memory, so it is built again from the start: a group of its own, and no committed offsets.
// Without `readUncommitted`, kafkajs reads committed records only.
const consumer = kafka.consumer({ groupId: `facts-${randomUUID()}`, maxWaitTimeInMs: 250 });

const facts = new Map(); // [incident, fact, item] as JSON -> what is held to be so
const sequences = new Map();

function apply(partition, { key, headers, value }) {
  const sequence = Number(headers.sequence);
  const expected = (sequences.get(partition) ?? 0) + 1;
  if (sequence !== expected) {
    console.error(`partition ${partition}: sequence ${sequence} where ${expected} was expected`);
    process.exit(1);
  }
  sequences.set(partition, sequence);

  const kind = String(headers.kind); // enough to skip a record without parsing it
  let told = '';
  if (kind.startsWith('fact.')) {
    const { incident, fact, item, after } = JSON.parse(value).data;
    const name = JSON.stringify([incident, fact, item]);
    if (after === null) facts.delete(name);
    else facts.set(name, after);
    told = `${fact}${item === null ? '' : `[${item}]`} ${JSON.stringify(after && [after.status, after.value])}`;
  } else if (kind === 'incident.merged') {
    // Told on both incidents; only the absorbed one's own record is in order with its facts.
    const { incident, absorbed } = JSON.parse(value).data;
    for (const name of facts.keys()) if (incident === absorbed && JSON.parse(name)[0] === absorbed) facts.delete(name);
  }
  console.log(`${partition}/${sequence} ${key} ${kind} ${told}`);
}

await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  autoCommit: false,
  eachBatch: async ({ batch, resolveOffset }) => {
    for (const message of batch.messages) {
      apply(batch.partition, message);
      resolveOffset(message.offset);
    }
    console.log(`${facts.size} facts`);
  },
});

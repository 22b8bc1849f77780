import { topicNames, type Topics } from '#contracts';
import type { Rules } from '#domain';
import { createLike, deleteTopics, readRecords, TopicWriter, type KafkaClient, type LogRecord } from '#kafka';
import { sqlOf, type Database } from '#persistence';
import { holdPartitions, type Held } from './checks/hold-partitions.js';
import { mustBeAtRest } from './checks/is-at-rest.js';
import { copyOfChanges } from './copies/copy-of-changes.js';
import { copyOfDeadLetters } from './copies/copy-of-dead-letters.js';
import { copyOfEvents } from './copies/copy-of-events.js';
import { copyOfIncidents } from './copies/copy-of-incidents.js';
import { copyPartition } from './copy-partition.js';
import { Erasure, stampOf } from './erasure/erasure.js';
import { textsTaken } from './erasure/find-texts.js';
import { readKnown } from './erasure/read-known.js';
import { Texts } from './erasure/texts.js';
import { Findings } from './findings.js';
import { handOver } from './hand-over.js';
import { Refused } from './refused.js';
import type { Source } from './source.js';

export interface CopyWanted {
  readonly kafka: KafkaClient;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly rules: Rules;
  readonly fromPrefix: string;
  readonly toPrefix: string;
  readonly eraseUnclear: boolean;
  /** Whether to throw away what is there under the new prefix. */
  readonly anew: boolean;
  readonly say: (line: string) => void;
}

export interface Copied {
  readonly redactedStatements: number;
  readonly records: Readonly<Record<keyof Topics, bigint>>;
  readonly findings: Findings;
}

type Copy = (source: Source, partition: number) => AsyncIterable<LogRecord>;

const copies: Readonly<Record<keyof Topics, Copy>> = {
  events: copyOfEvents,
  changes: copyOfChanges,
  incidents: copyOfIncidents,
  deadLetters: copyOfDeadLetters,
};
const roles = ['events', 'changes', 'incidents', 'deadLetters'] as const;

/**
 * Copies the topics without what was redacted, compares every record, and then lets PostgreSQL take the copied log for its
 * own. Ended in the middle, it goes on where it was.
 * @throws Refused
 */
export async function copyTopics(wanted: CopyWanted): Promise<Copied> {
  const { kafka, fromPrefix, toPrefix } = wanted;
  if (fromPrefix === toPrefix) throw new Refused(['the new prefix must be another than TOPIC_PREFIX']);
  const from = topicNames(fromPrefix);
  const group = `${fromPrefix}corrigenda-projector`;
  const ends = await mustBeAtRest({ ...wanted, from, to: topicNames(toPrefix), group });
  const held = await holdPartitions(wanted.databaseUrl, ends.length);
  const writer = await TopicWriter.open(kafka);
  try {
    return await copyAll(wanted, ends, held, writer);
  } finally {
    await Promise.all([writer.close(), held.release()]);
  }
}

async function copyAll(wanted: CopyWanted, ends: bigint[], held: Held, writer: TopicWriter): Promise<Copied> {
  const { kafka, database, rules, say } = wanted;
  const [from, to] = [topicNames(wanted.fromPrefix), topicNames(wanted.toPrefix)];
  const known = await readKnown(sqlOf(database), rules.vocabulary);
  say(`${known.redactions.size} statements have redactions`);
  const texts = await findTexts(wanted, ends, new Erasure(known));
  const erasure = new Erasure(known, new Texts(texts), wanted.eraseUnclear);
  const source: Source = { kafka, database, rules, from, to, ends, erasure, findings: new Findings() };
  if (wanted.anew) await deleteTopics(kafka, Object.values(to) as string[]);
  await createLike(
    kafka,
    roles.map((role) => ({ from: from[role], to: to[role] })),
  );
  const pass = (what: string, given: TopicWriter | null) => copyEach(source, what, given, held, say);
  await pass('copied', writer);
  const records = await pass('compared', null);
  held.check();
  await handOver(source);
  return { redactedStatements: known.redactions.size, records, findings: source.findings };
}

async function copyEach(
  source: Source,
  what: string,
  writer: TopicWriter | null,
  held: Held,
  say: (line: string) => void,
): Promise<Record<keyof Topics, bigint>> {
  const counts = { events: 0n, changes: 0n, incidents: 0n, deadLetters: 0n };
  for (const role of roles) {
    const topic = source.to[role];
    for (const partition of source.ends.keys())
      counts[role] += await copyPartition(copies[role](source, partition), {
        ...source,
        topic,
        partition,
        writer,
        check: () => held.check(),
      });
    say(`${what} ${topic}: ${counts[role]} records`);
  }
  return counts;
}

async function findTexts(
  { kafka, fromPrefix, rules }: CopyWanted,
  ends: readonly bigint[],
  erasure: Erasure,
): Promise<Set<string>> {
  const texts = new Set<string>();
  for (const [partition, to] of ends.entries()) {
    const topic = topicNames(fromPrefix).events;
    for await (const records of readRecords(kafka, topic, partition, { from: 0n, to }))
      for (const record of records)
        for (const text of textsTaken(record.value, stampOf(record), erasure, rules.vocabulary)) texts.add(text);
  }
  return texts;
}

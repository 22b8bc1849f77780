import type { KafkaMessage } from 'kafkajs';
import type { TopicRecord } from '../../oracle/pipeline/read-topic.js';
import { readHistory } from '../clients/history.js';
import { ChangesCheck, type ChangeSeen } from './check-changes.js';
import { checkDelays } from './check-delays.js';
import { checkDeadLetters, type DeadLetter } from './check-dead-letters.js';
import { checkFamilies, hasRedaction } from './check-families.js';
import { checkHistory } from './check-history.js';
import { checkJournal, journalOf } from './check-journal.js';
import { checkOffsets, readNext } from './check-offsets.js';
import { checkRows } from './check-rows.js';
import { Findings, type Violation } from './findings.js';
import { hashOf, LogIndex } from './log-index.js';
import { endOffsets, headersOf, readThrough } from './read-through.js';
import { openStore, type Store } from './store.js';

export interface CheckOptions {
  readonly brokers: readonly string[];
  readonly prefix: string;
  readonly databaseUrl: string;
  readonly queryUrl: string;
  readonly historyFile: string;
  readonly partitions: number;
  readonly key?: string;
  /** Of how many families of incidents every read over HTTP is compared; 40 unless given. */
  readonly sample?: number;
  /** Told what is looked at. */
  readonly onStep?: (step: string) => void;
}
export interface CheckReport {
  readonly violations: readonly Violation[];
  readonly totals: Readonly<Record<string, number>>;
}

/** Everything that must hold of a pipeline at rest, from outside: its topics, its tables, its answers, and what its clients were told. */
export async function check(options: CheckOptions): Promise<CheckReport> {
  const store = await openStore(options.databaseUrl);
  try {
    return await checkWith(store, options);
  } finally {
    await store.end();
  }
}

async function checkWith(store: Store, options: CheckOptions): Promise<CheckReport> {
  const { onStep = () => undefined, sample = 40, historyFile, ...target } = options;
  const found = new Findings();
  onStep('the log');
  const log = new LogIndex();
  const read = new Map<number, number>();
  await readThrough(target, 'disclosure.events.v1', (partition, messages) => {
    read.set(partition, (read.get(partition) ?? 0) + messages.length);
    for (const message of messages) log.add(partition, message);
  });
  log.settle();
  checkOffsets({ next: await readNext(store), ends: await endOffsets(target, 'disclosure.events.v1'), read }, found);
  onStep('what clients were told');
  const { totals, poison, probes } = await checkHistory(readHistory(historyFile), log, found);
  const medians = checkDelays(probes, found);
  onStep('the journal');
  const applied = await checkJournal(journalOf(store), log, found);
  onStep('dead letters');
  const isRedacted = hasRedaction(log);
  const table = await readDeadLetterRows(store);
  checkDeadLetters({ table, topic: await readDeadLetterTopic(target) }, log, poison, isRedacted, found);
  onStep('the topic of changes');
  const changes = await readChangesTopic(store, target, new ChangesCheck(readChangeRows(store), isRedacted, found));
  onStep('states');
  const states = await readStates(target);
  onStep('the oracle');
  const { incidents, families, reads } = await checkFamilies({ target, store, log, states, found, sample });
  await checkRows(store, { incidents, states }, found);
  return {
    violations: found.violations,
    totals: {
      ...totals,
      log: log.entries.size,
      probes: probes.length,
      appliedWithinMs: medians.nothing,
      appliedBehindPoisonWithinMs: medians.poison,
      applied,
      copies: [...log.entries.values()].filter(({ fate }) => fate === 'copy').length,
      deadLetters: table.length,
      changes,
      incidents: incidents.size,
      families,
      familiesReadWhole: reads,
      violations: [...found.counts.values()].reduce((sum, count) => sum + count, 0),
    },
  };
}

async function readDeadLetterRows(store: Store): Promise<DeadLetter[]> {
  const rows = await store.rows<{ partition: number; offset: string; reason: string; value: Buffer | null }>(
    'SELECT partition, "offset", reason, value FROM dead_letter ORDER BY partition, "offset"',
  );
  return rows.map(({ value, ...row }) => ({ ...row, bytesHash: hashOf(value) }));
}

async function readDeadLetterTopic(target: Pick<CheckOptions, 'brokers' | 'prefix'>): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  await readThrough(target, 'disclosure.dead-letters.v1', (partition, messages) => {
    for (const message of messages) {
      const headers = headersOf(message);
      const [offset, reason] = [headers['dlq-offset'] ?? '-1', headers['dlq-reason'] ?? ''];
      letters.push({ partition, offset, reason, bytesHash: hashOf(message.value) });
    }
  });
  return letters;
}

const readChangeRows =
  (store: Store) =>
  async (partition: number, from: bigint, to: bigint): Promise<ChangeSeen[]> => {
    const rows = await store.rows<{ sequence: string; incident: string; kind: string; cause: string; text: string }>(
      `SELECT sequence, incident_id AS incident, kind, cause_partition || '@' || cause_offset AS cause, event::text AS text
       FROM change WHERE partition = $1 AND sequence BETWEEN $2 AND $3`,
      [partition, from.toString(), to.toString()],
    );
    return rows.map((row) => ({ ...row, partition, sequence: BigInt(row.sequence) }));
  };

async function readChangesTopic(
  store: Store,
  target: Pick<CheckOptions, 'brokers' | 'prefix'>,
  changes: ChangesCheck,
): Promise<number> {
  let count = 0;
  await readThrough(target, 'disclosure.changes.v1', async (partition, messages) => {
    count += messages.length;
    await changes.add(
      partition,
      messages.map((message) => changeSeen(partition, message)),
    );
  });
  const heads = await store.rows<{ partition: number; last: string }>(
    'SELECT partition, max(sequence) AS last FROM change GROUP BY partition',
  );
  changes.end(new Map(heads.map(({ partition, last }) => [partition, BigInt(last)])));
  return count;
}

function changeSeen(partition: number, message: KafkaMessage): ChangeSeen {
  const headers = headersOf(message);
  return {
    partition,
    sequence: BigInt(headers['sequence'] ?? -1),
    incident: message.key?.toString() ?? '',
    kind: headers['kind'] ?? '',
    cause: headers['offset'] ?? '',
    text: message.value?.toString() ?? '',
  };
}

async function readStates(target: Pick<CheckOptions, 'brokers' | 'prefix'>): Promise<Map<string, TopicRecord>> {
  const states = new Map<string, TopicRecord>();
  await readThrough(target, 'disclosure.incidents.v1', (partition, messages) => {
    for (const { key, value, offset, timestamp } of messages) {
      const incident = key?.toString() ?? '';
      states.set(incident, {
        partition,
        offset: BigInt(offset),
        timestamp,
        key: incident,
        value: value?.toString() ?? null,
        headers: {},
      });
    }
  });
  return states;
}

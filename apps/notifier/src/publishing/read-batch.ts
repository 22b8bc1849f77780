import { listedPositions } from '#contracts';
import type { Rules } from '#domain';
import type { PublishBatch } from '#kafka';
import {
  readIncidents,
  readUnsentChanges,
  readUnsentDeadLetters,
  snapshot,
  type Database,
  type UnsentChange,
} from '#persistence';
import { changeRecord } from '../records/change-record.js';
import { deadLetterRecord, type Origin } from '../records/dead-letter-record.js';
import { incidentRecord } from '../records/incident-record.js';
import type { Position } from './position.js';
import { Standstill } from './standstill.js';

const LIMITS = { rows: 500, bytes: 700_000 };

export interface Wanted {
  readonly origin: Origin;
  readonly after: Position;
  /** Of a change that is known to be in the database. */
  readonly known: bigint;
  /** Incidents whose states are sent even if nothing of them has changed. */
  readonly again: readonly string[];
}

export interface Batch {
  readonly records: PublishBatch;
  /** What has been published once this is. */
  readonly end: Position;
}

/** The next changes and dead letters, and the states of their incidents as of one moment: none is older than its changes. */
export async function readBatch(
  database: Database,
  rules: Rules,
  { origin, after, known, again }: Wanted,
): Promise<Batch> {
  const { partition } = origin;
  const { changes, letters, incidents } = await snapshot(database, async (sql) => {
    const changes = await readUnsentChanges(sql, { partition, after: after.sequence, ...LIMITS });
    const letters = await readUnsentDeadLetters(sql, { partition, after: after.deadLetter, ...LIMITS });
    const ids = [...new Set([...again, ...changes.map(({ incident }) => incident)])];
    const incidents = await readIncidents(sql, ids, { ...rules, positions: listedPositions, quotes: false });
    return { changes, letters, incidents };
  });
  const missing = firstMissing(after.sequence, known, changes);
  if (missing !== null) {
    throw new Standstill(
      'foreign-log',
      `change ${missing} of partition ${partition} is missing in the database: restore it`,
    );
  }
  const end = {
    sequence: changes.at(-1)?.sequence ?? after.sequence,
    deadLetter: letters.at(-1)?.offset ?? after.deadLetter,
  };
  return {
    records: {
      changes: changes.map(changeRecord),
      incidents: incidents.map(incidentRecord),
      deadLetters: letters.map((letter) => deadLetterRecord(letter, origin)),
    },
    end,
  };
}

function firstMissing(after: bigint, known: bigint, changes: readonly UnsentChange[]): bigint | null {
  if (changes.length === 0) return known > after ? after + 1n : null;
  const at = changes.findIndex(({ sequence }, i) => sequence !== after + BigInt(i) + 1n);
  return at === -1 ? null : after + BigInt(at) + 1n;
}

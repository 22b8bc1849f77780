import { listedPositions } from '#contracts';
import { policyFingerprint, type Policy, type Rules } from '#domain';
import type { PublishBatch } from '#kafka';
import {
  readAgain,
  readIncidents,
  readUnsentChanges,
  readUnsentDeadLetters,
  snapshot,
  type Again,
  type Database,
  type Served,
  type UnsentChange,
} from '#persistence';
import { changeRecord } from '../records/change-record.js';
import { deadLetterRecord, type Origin } from '../records/dead-letter-record.js';
import { goneRecord, incidentRecord } from '../records/incident-record.js';
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

// Of incidents whose states are to be sent again, at a time.
const AGAIN = 200;

export interface Batch {
  readonly records: PublishBatch;
  /** What has been published once this is. */
  readonly end: Position;
  /** Of another generation, whose states need not be sent again once this is published. */
  readonly again: Again;
}

/** The next changes and dead letters, and the states of their incidents as of one moment: none is older than its changes. */
export async function readBatch(
  database: Database,
  rules: Rules,
  { origin, after, known, again }: Wanted,
): Promise<Batch> {
  const { partition } = origin;
  const { changes, letters, incidents, restated, gone } = await snapshot(database, async (sql, served) => {
    mustBeOurs(served, rules.policy);
    const changes = await readUnsentChanges(sql, { partition, after: after.sequence, ...LIMITS });
    const letters = await readUnsentDeadLetters(sql, { partition, after: after.deadLetter, ...LIMITS });
    const restated = await readAgain(sql, served, partition, AGAIN);
    const ids = [...new Set([...again, ...restated.incidents, ...changes.map(({ incident }) => incident)])];
    const incidents = await readIncidents(sql, ids, { ...rules, positions: listedPositions, quotes: false });
    const found = new Set(incidents.map(({ id }) => id));
    const gone = restated.incidents.filter((id) => !found.has(id));
    return { changes, letters, incidents, restated, gone };
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
      incidents: [...incidents.map(incidentRecord), ...gone.map(goneRecord)],
      deadLetters: letters.map((letter) => deadLetterRecord(letter, origin)),
    },
    end,
    again: restated,
  };
}

/** States are ranked by the policy that their facts are resolved by, or not sent at all. */
function mustBeOurs({ number, policy }: Served, own: Policy): void {
  if (policy === null || policy === policyFingerprint(own)) return;
  throw new Standstill(
    'foreign-log',
    `the read models g${number} are those of another policy than ${own.name}: start this service with theirs (POLICY_FILE)`,
  );
}

function firstMissing(after: bigint, known: bigint, changes: readonly UnsentChange[]): bigint | null {
  if (changes.length === 0) return known > after ? after + 1n : null;
  const at = changes.findIndex(({ sequence }, i) => sequence !== after + BigInt(i) + 1n);
  return at === -1 ? null : after + BigInt(at) + 1n;
}

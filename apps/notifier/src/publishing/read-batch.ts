import { policyFingerprint, type Policy, type Rules } from '#domain';
import type { PublishBatch } from '#kafka';
import {
  readAgain,
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
import { goneRecord } from '../records/incident-record.js';
import type { Position } from './position.js';
import { readStates } from './read-states.js';
import type { SentStates } from './sent-states.js';
import { Standstill } from './standstill.js';

/** Of changes in a transaction: when there are many, an incident's state is sent once for all of its own. */
export const batchRows = 5_000;
const LIMITS = { rows: batchRows, bytes: 4_000_000 };

export interface Wanted {
  readonly origin: Origin;
  readonly after: Position;
  /** What is known to be in the database; `undefined` while nothing is. */
  readonly known: Position | undefined;
  /** Whether there are states that are to be sent although nothing is told of them. */
  readonly restates: boolean;
  /** Incidents whose states are sent even if nothing of them has changed. */
  readonly again: readonly string[];
  readonly sentStates: SentStates;
}

// Of incidents whose states are to be sent again, at a time.
const AGAIN = 200;

export interface Batch {
  readonly records: PublishBatch;
  /** What has been published once this is. */
  readonly end: Position;
  /** Whose states need not be sent again once this is published. */
  readonly again: Again;
  /** Of the states, by incident. */
  readonly versions: ReadonlyMap<string, number>;
}

/** The next changes and dead letters, and the states of their incidents as of one moment: none is older than its changes. */
export async function readBatch(database: Database, rules: Rules, wanted: Wanted): Promise<Batch> {
  const { origin, after, known, restates, again, sentStates } = wanted;
  const { partition } = origin;
  const { changes, letters, states, restated } = await snapshot(database, async (sql, served) => {
    mustBeOurs(served, rules.policy);
    const changes = await readUnsentChanges(sql, { partition, after: after.sequence, ...LIMITS });
    const isLetter = known === undefined || known.deadLetter > after.deadLetter;
    const letters = isLetter ? await readUnsentDeadLetters(sql, { partition, after: after.deadLetter, ...LIMITS }) : [];
    const restated = await readAgain(sql, served, partition, restates ? AGAIN : 0);
    const must = new Set([...again, ...restated.incidents]);
    const unsent = changes.filter(({ incident, version }) => !sentStates.has(served.number, incident, version));
    const ids = [...new Set([...again, ...restated.incidents, ...unsent.map(({ incident }) => incident)])];
    const states = await readStates(sql, ids, must.size, rules);
    return { changes, letters, states, restated };
  });
  const missing = firstMissing(after.sequence, known?.sequence ?? 0n, changes);
  if (missing !== null) {
    throw new Standstill(
      'foreign-log',
      `change ${missing} of partition ${partition} is missing in the database: restore it`,
    );
  }
  const told = toldBy(states.unread, changes);
  const gone = restated.incidents.filter((id) => !states.versions.has(id));
  const end = {
    sequence: told.at(-1)?.sequence ?? after.sequence,
    deadLetter: letters.at(-1)?.offset ?? after.deadLetter,
  };
  return {
    records: {
      changes: told.map(changeRecord),
      incidents: [...states.records, ...gone.map(goneRecord)],
      deadLetters: letters.map((letter) => deadLetterRecord(letter, origin)),
    },
    end,
    again: restated,
    versions: states.versions,
  };
}

/** Up to the first whose state is to go with it and has not been read. */
function toldBy(unread: ReadonlySet<string>, changes: readonly UnsentChange[]): readonly UnsentChange[] {
  const first = unread.size === 0 ? -1 : changes.findIndex(({ incident }) => unread.has(incident));
  return first === -1 ? changes : changes.slice(0, first);
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
  const last = changes.at(-1);
  if (last === undefined) return known > after ? after + 1n : null;
  if (last.sequence === after + BigInt(changes.length)) return null;
  const at = changes.findIndex(({ sequence }, i) => sequence !== after + BigInt(i) + 1n);
  return after + BigInt(at) + 1n;
}

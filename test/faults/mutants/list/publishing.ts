import type { Mutant } from '../mutant.js';

const resumePoint = 'apps/notifier/src/publishing/resume-point.ts';
const takeOver = 'apps/notifier/src/publishing/take-over.ts';

export const publishing: readonly Mutant[] = [
  {
    name: 'the-note-instead-of-the-tail',
    inCi: true,
    promise: 'no change is published twice',
    scenario: 'notifierKilledAfterCommit',
    file: takeOver,
    find: 'const point = resumePoint({ partition, tail, note, head });',
    replace: `const point = note === null ? resumePoint({ partition, tail, note, head })
    : { sequence: note.sequence, deadLetter: note.deadLetterOffset ?? -1n };`,
  },
  {
    name: 'the-tail-of-the-dead-letters-is-not-read',
    promise: 'every bad event is a dead letter exactly once',
    scenario: 'notifierKilledAfterCommit',
    file: resumePoint,
    find: 'deadLetter: tail.deadLetterOffset ?? emptied };',
    replace: 'deadLetter: noted.deadLetter };',
  },
  {
    name: 'changes-and-states-in-two-transactions',
    promise: 'the topic of incidents equals what the API says',
    scenario: 'notifierKilledAfterCommit',
    file: 'libs/kafka/src/publisher/publisher.ts',
    find: `      for (const request of requestsOf(batch, PRODUCE_BYTES)) await this.send(request);
      await this.transactions.commit();`,
    replace: `      for (const part of ['changes', 'incidents', 'deadLetters'] as const) {
        const alone = { changes: [], incidents: [], deadLetters: [], [part]: batch[part] };
        for (const request of requestsOf(alone, PRODUCE_BYTES)) await this.send(request);
        if (batch[part].length > 0) await this.transactions.commit();
      }`,
    also: [
      {
        file: takeOver,
        find: 'again: await readIncidentsOfChanges(sqlOf(publishing.database), last) }',
        replace: 'again: last.rows < 0 ? await readIncidentsOfChanges(sqlOf(publishing.database), last) : [] }',
      },
    ],
  },
  {
    name: 'unfinished-transactions-are-not-looked-for',
    promise: 'no lost batch is committed by a later one',
    scenario: 'foreignTransaction',
    file: 'libs/kafka/src/publisher/heal.ts',
    find: 'if (found === undefined || found.stable !== found.high) return true;',
    replace: 'if (found === undefined) return true;',
  },
  {
    name: 'at-or-after-the-tail-for-after-it',
    promise: 'no change is published twice',
    scenario: 'everything',
    file: 'libs/persistence/src/change/read-unsent-changes.ts',
    find: 'WHERE partition = $1 AND sequence > $2 ORDER BY sequence LIMIT $3',
    replace: 'WHERE partition = $1 AND sequence >= $2 ORDER BY sequence LIMIT $3',
    also: [
      {
        file: 'apps/notifier/src/publishing/read-batch.ts',
        find: 'if (missing !== null) {',
        replace: 'if (missing !== null && missing < 0n) {',
      },
    ],
  },
  {
    name: 'at-or-after-the-last-dead-letter-for-after-it',
    promise: 'every bad event is a dead letter exactly once',
    scenario: 'everything',
    file: 'libs/persistence/src/dead-letter/read-unsent-dead-letters.ts',
    find: '"offset" > $2 ORDER BY "offset" LIMIT $3',
    replace: '"offset" >= $2 ORDER BY "offset" LIMIT $3',
  },
  {
    name: 'a-batch-sends-one-state-too-few',
    promise: 'the topic of incidents equals what the API says',
    scenario: 'everything',
    file: 'apps/notifier/src/publishing/read-batch.ts',
    find: 'const ids = [...new Set([...again, ...restated.incidents, ...unsent.map(({ incident }) => incident)])];',
    replace:
      'const ids = [...new Set([...again, ...restated.incidents, ...unsent.slice(1).map(({ incident }) => incident)])].slice(1);',
  },
  {
    name: 'a-state-is-sent-once-for-all-versions',
    promise: 'the topic of incidents equals what the API says',
    scenario: 'everything',
    file: 'apps/notifier/src/publishing/sent-states.ts',
    find: '(this.versions.get(incident) ?? -1) >= version;',
    replace: '(this.versions.has(incident) || version < 0);',
  },
  {
    name: 'a-merged-incident-keeps-its-state',
    promise: 'the topic of incidents equals what the API says',
    scenario: 'everything',
    file: 'apps/notifier/src/records/incident-record.ts',
    find: 'data.mergedInto === null ?',
    replace: "data.mergedInto !== 'nothing' ?",
  },
  {
    name: 'the-lock-of-the-partition-is-not-taken',
    promise: 'one instance publishes a partition',
    scenario: 'twoNotifiers',
    file: 'libs/persistence/src/notified/partition-locks.ts',
    find: 'WHERE pg_try_advisory_lock($1, partition)',
    replace: 'WHERE $1::int IS NOT NULL OR pg_try_advisory_lock($1, partition)',
  },
];

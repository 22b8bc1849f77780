import type { Mutant } from '../mutant.js';

const projectBatch = 'libs/projection/src/project-batch.ts';
const offsets = 'libs/persistence/src/projection-offset/projection-offset.ts';
const applyReadings = 'libs/projection/src/apply-readings.ts';
const lockStates = 'libs/projection/src/lock-states.ts';

export const projecting: readonly Mutant[] = [
  {
    name: 'no-compare-and-set',
    inCi: true,
    promise: 'an event is applied exactly once',
    scenario: 'commitAnswerLost',
    file: offsets,
    find: 'WHERE partition = $1 AND next = $2 AND NOT retired RETURNING partition',
    replace: 'WHERE partition = $1 AND $2::bigint IS NOT NULL AND NOT retired RETURNING partition',
  },
  {
    name: 'the-offset-in-a-transaction-of-its-own-before-the-writes',
    promise: 'an event answered `recorded` is applied',
    scenario: 'killedBeforeWriting',
    file: projectBatch,
    find: `  const result = await projection.transaction(async (sql, generation) =>
    (await claim(sql, batch)) ? applyAndWrite(sql, generation, readings, parked, projection) : null,
  );`,
    replace: `  const claimed = await projection.transaction((sql) => claim(sql, batch));
  const result = claimed
    ? await projection.transaction((sql, generation) => applyAndWrite(sql, generation, readings, parked, projection))
    : null;`,
  },
  {
    name: 'the-offset-in-a-transaction-of-its-own-after-the-writes',
    promise: 'an event is applied exactly once',
    scenario: 'killedAfterCommit',
    file: projectBatch,
    find: `  const result = await projection.transaction(async (sql, generation) =>
    (await claim(sql, batch)) ? applyAndWrite(sql, generation, readings, parked, projection) : null,
  );`,
    replace: `  const result = await projection.transaction((sql, generation) => applyAndWrite(sql, generation, readings, parked, projection));
  if (!(await projection.transaction((sql) => claim(sql, batch)))) return elsewhere(projection, batch);`,
  },
  {
    name: 'one-too-far',
    inCi: true,
    promise: 'an event answered `recorded` is applied',
    scenario: 'commitNotSent',
    file: projectBatch,
    find: 'end: lastOffset + 1n,',
    replace: 'end: lastOffset + 2n,',
  },
  {
    name: 'one-too-short',
    promise: 'an event answered `recorded` is applied, and lag ends',
    scenario: 'commitNotSent',
    file: projectBatch,
    find: 'end: lastOffset + 1n,',
    replace: 'end: lastOffset,',
  },
  {
    name: 'states-remembered-whatever-their-version',
    promise: 'the read models equal the fold of the log',
    scenario: 'sharedFamily',
    file: 'libs/projection/src/state-cache.ts',
    find: 'return state?.version === version ? state : undefined;',
    replace: 'return version > 0 ? state : undefined;',
  },
  {
    name: 'merges-not-read-again-under-the-locks',
    promise: 'the read models equal the fold of the log',
    scenario: 'mergedMeanwhile',
    file: lockStates,
    find: 'if (familyNow.size > family.size)',
    replace: 'if (familyNow.size > family.size + 1_000)',
  },
  {
    name: 'only-the-incidents-that-an-event-names',
    promise: 'the read models equal the fold of the log',
    scenario: 'sharedFamily',
    file: lockStates,
    find: 'const family = await readFamily(sql, named);',
    replace: 'const family = new Set(named);',
    also: [
      {
        file: lockStates,
        find: 'if (familyNow.size > family.size)',
        replace: 'if (familyNow.size < 0)',
      },
    ],
  },
  {
    name: 'duplicates-are-not-known',
    inCi: true,
    promise: 'an event is applied exactly once',
    scenario: 'everything',
    file: applyReadings,
    find: 'const first = states.get(logged.subject)?.entries.get(eventKey(logged));',
    replace: 'const first = states.get(logged.subject)?.entries.get(`again ${eventKey(logged)}`);',
  },
  {
    name: 'a-key-that-is-used-again-is-a-duplicate',
    promise: 'every bad event is a dead letter',
    scenario: 'everything',
    file: applyReadings,
    find: 'if (first !== undefined && isCopy(...batch.comparable(first, logged))) batch.duplicates += 1;',
    replace: 'if (first !== undefined) batch.duplicates += 1;',
  },
  {
    name: 'dead-letters-are-not-written',
    inCi: true,
    promise: 'every bad event is a dead letter',
    scenario: 'everything',
    file: 'libs/projection/src/write-batch.ts',
    find: 'writeDeadLetters(sql, result.deadLetters),',
    replace: '',
  },
  {
    name: 'a-bad-event-is-an-error',
    inCi: true,
    promise: 'one bad event delays no other',
    scenario: 'everything',
    file: 'libs/projection/src/read-event.ts',
    find: "const detail = record.value === null ? 'has no value' : text === null ? 'is not UTF-8' : 'is not JSON';",
    replace: "const detail = 'is not JSON';\n    throw new Error(detail);",
  },
  {
    name: 'a-late-event-counts-as-the-newest',
    promise: 'the read models equal the fold of the log',
    scenario: 'everything',
    file: 'libs/domain/src/order.ts',
    find: 'return compareText(a.time, b.time) || compareText(a.recorded, b.recorded) || compareKey(a, b);',
    replace: 'return compareText(a.recorded, b.recorded) || compareKey(a, b);',
  },
  {
    name: 'changes-are-numbered-in-a-transaction-of-their-own',
    promise: 'sequences are 1, 2, 3 … without a gap',
    scenario: 'commitNotSent',
    file: 'libs/persistence/src/generation/served.ts',
    find: 'const [served] = await sql.query<Served>(enter, [readOnly]);',
    replace: `const [served] = await sql.query(enter, [readOnly]);
    sql.alone = (text, parameters) => database.query(text, parameters);`,
    also: [
      {
        file: 'libs/persistence/src/change/write-changes.ts',
        find: `  const heads = await sql.query<{ partition: number; sequence: string }>(
    'SELECT partition, sequence FROM public.change_head WHERE partition = ANY($1) ORDER BY partition FOR UPDATE',
    [partitions],
  );`,
        replace: `  const counts = partitions.map((partition) => changes.filter((each) => each.partition === partition).length);
  const [heads] = await sql.alone(
    \`UPDATE public.change_head h SET sequence = h.sequence + t.n FROM unnest($1::int[], $2::int[]) AS t(partition, n)
      WHERE h.partition = t.partition RETURNING h.partition, h.sequence - t.n AS sequence\`,
    [partitions, counts],
  );`,
      },
    ],
  },
];

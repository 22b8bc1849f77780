import type { Mutant } from '../mutant.js';

const differences = 'apps/cli/src/rebuild/differences.ts';

export const rebuilding: readonly Mutant[] = [
  {
    name: 'a-retired-generation-is-still-claimed',
    promise: 'an event is applied exactly once',
    scenario: 'rebuiltMeanwhile',
    file: 'libs/persistence/src/projection-offset/projection-offset.ts',
    find: 'WHERE partition = $1 AND next = $2 AND NOT retired RETURNING partition',
    replace: 'WHERE partition = $1 AND next = $2 RETURNING partition',
  },
  {
    name: 'what-was-told-is-told-again-by-a-rebuild',
    promise: 'no change is told twice',
    scenario: 'rebuiltMeanwhile',
    file: differences,
    find: 'const told = await readToldFacts(sql, incidents);',
    replace: 'const told = await readToldFacts(sql, []);',
  },
  {
    name: 'what-a-batch-touches-is-not-noted',
    promise: 'the topic of incidents equals what the API says',
    scenario: 'rebuiltMeanwhile',
    file: 'libs/projection/src/write-batch.ts',
    find: 'noteTouched(sql, result.touched),',
    replace: '',
  },
  {
    name: 'what-a-rebuild-changes-is-not-noted',
    promise: 'the topic of incidents equals what the API says',
    scenario: 'rebuiltTwice',
    file: differences,
    find: 'const again = differs || isOtherPolicy;',
    replace: 'const again = isOtherPolicy;',
  },
  {
    name: 'states-again-are-read-and-not-sent',
    promise: 'the topic of incidents equals what the API says',
    scenario: 'rebuiltTwice',
    file: 'apps/notifier/src/publishing/read-batch.ts',
    find: 'const ids = [...new Set([...again, ...restated.incidents, ...unsent.map(({ incident }) => incident)])];',
    replace: 'const ids = [...new Set([...again, ...unsent.map(({ incident }) => incident)])];',
    also: [
      {
        file: 'apps/notifier/src/publishing/read-batch.ts',
        find: 'const gone = restated.incidents.filter((id) => !states.versions.has(id));',
        replace: 'const gone = restated.incidents.filter((id) => id === null && !states.versions.has(id));',
      },
      {
        file: 'apps/notifier/src/publishing/publish-partition.ts',
        find: '  if (records.changes.length + records.incidents.length + records.deadLetters.length === 0) return end;\n',
        replace: '',
      },
    ],
  },
  {
    name: 'states-again-are-sent-for-ever',
    promise: 'what was sent again is noted as sent',
    scenario: 'rebuiltTwice',
    file: 'apps/notifier/src/publishing/publish-partition.ts',
    find: 'if (restated.incidents.length > 0) await forgetAgain(sqlOf(database), partition, restated);',
    replace: 'if (restated.incidents.length < 0) await forgetAgain(sqlOf(database), partition, restated);',
  },
  {
    name: 'versions-go-back-with-a-rebuild',
    inCi: true,
    promise: 'no reader sees an older version than before',
    scenario: 'rebuiltTwice',
    file: differences,
    find: 'Math.max(standing.version, standing.told)',
    replace: 'standing.version',
  },
  {
    name: 'an-empty-store-is-filled-from-the-beginning',
    promise: 'no change is told twice',
    scenario: 'storeLost',
    file: 'apps/projector/src/prepare-stores.ts',
    find: 'if (await isLostStore(kafka, database, topicNames(topicPrefix)))',
    replace: 'if (topicPrefix.length < 0 && (await isLostStore(kafka, database, topicNames(topicPrefix))))',
  },
];

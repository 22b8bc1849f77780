import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { changesOf } from './changes.js';
import { foldIncident } from './incident.js';
import { readLines } from './read-lines.js';
import { sift } from './log.js';
import { familiesOf } from './world.js';

const examples = '../shared/examples';
const unzipped = (name: string) => gunzipSync(readFileSync(`${examples}/${name}`)).toString();

describe('the oracle, on the breach indexes', () => {
  it('knows the facts of every incident, and how many changes of each kind there were', () => {
    const expected = JSON.parse(unzipped('breaches.expected.json.gz')) as {
      facts: Record<string, unknown>;
      changeKinds: Record<string, number>;
    };
    const facts: Record<string, unknown> = {};
    const kinds: Record<string, number> = {};
    const { events } = sift(readLines(unzipped('breaches.ndjson.gz').trim().split('\n')));
    for (const family of familiesOf(events)) {
      for (const incident of new Set(family.map(({ event }) => event.subject))) {
        const { mergedInto, facts: held } = foldIncident(incident, family);
        const told = held.map(({ fact, item, head, positions }) => ({
          fact,
          item,
          ...head,
          positions: positions.length,
        }));
        facts[incident] = { mergedInto, facts: told };
      }
      for (const { change } of changesOf(family)) kinds[change.kind] = (kinds[change.kind] ?? 0) + 1;
    }
    expect(facts).toEqual(expected.facts);
    expect(kinds).toEqual(expected.changeKinds);
  });
});

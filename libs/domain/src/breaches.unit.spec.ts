import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { viewOf, checkEvent, defaultVocabulary, type Incident } from '#domain';
import { log, replay, rules } from './testing/replay.js';

const dir = '../shared/examples';
const read = (n: string) => gunzipSync(readFileSync(`${dir}/${n}`)).toString();
function factsOf(incident: Incident): unknown[] {
  return incident.facts.map(({ fact, item, status, value, stance, speaker, statement, revision, ruling, positions }) => {
    return { fact, item, status, value, stance, speaker, statement, revision, ruling, positions: positions.length };
  });
}
(existsSync(dir) ? describe : describe.skip)('breaches', () => {
  it('facts and counts', () => {
    const lines = read('breaches.ndjson.gz').trim().split('\n').map((l) => JSON.parse(l));
    const exp = JSON.parse(read('breaches.expected.json.gz'));
    const t = performance.now();
    const events = log(lines);
    const t2 = performance.now();
    const { states, changes } = replay(events);
    console.log(t2 - t, performance.now() - t2);
    const kinds: Record<string, number> = {};
    for (const c of changes) kinds[c.kind] = (kinds[c.kind] ?? 0) + 1;
    expect(kinds).toEqual(exp.changeKinds);
    expect(states.size).toBe(exp.incidents);
    for (const [id, s] of states) expect(factsOf(viewOf(s, rules))).toEqual(exp.facts[id].facts);
    const back = replay([...events].reverse());
    for (const [id, s] of back.states) expect(factsOf(viewOf(s, rules))).toEqual(exp.facts[id].facts);
  });
  it('invalid', () => {
    for (const l of readFileSync(`${dir}/breaches.invalid.ndjson`, 'utf8').trim().split('\n')) {
      const r = checkEvent(JSON.parse(l), '2026-08-08T00:00:00.000000Z', defaultVocabulary);
      console.log(JSON.stringify(r));
    }
  });
});

import { Chance } from './chance.js';
import { disputesOf } from './disputes.js';
import type { Logged } from './event.js';
import { instantsOf } from './history.js';
import { foldIncident } from './incident.js';
import { instant } from './instant.js';
import { sift } from './log.js';
import { randomLog } from './random-log.js';
import { seeds } from './seeds.js';

const incidents = ['i1', 'i2'];

function logOf(seed: number): readonly Logged[] {
  const events = randomLog(seed, { incidents, length: 4 + new Chance(seed).below(14) });
  const log = events.map((event, i): Logged => {
    return { event, recorded: instant(event.recordedtime ?? ''), partition: 0, offset: BigInt(i) };
  });
  return sift(log).events;
}

describe('disputes, of random logs', () => {
  it('are open exactly where the fact is contested, follow one another and are never empty', () => {
    let found = 0;
    for (const seed of seeds(60)) {
      const log = logOf(seed);
      for (const asOf of [undefined, ...instantsOf(log, {})]) {
        const options = asOf === undefined ? {} : { asOf };
        for (const incident of incidents) {
          const disputes = disputesOf(incident, log, options);
          found += disputes.length;
          const open = disputes.filter(({ to }) => to === null).map(({ fact, item }) => [seed, fact, item]);
          const contested = foldIncident(incident, log, options)
            .facts.filter(({ head }) => head.status === 'contested')
            .map(({ fact, item }) => [seed, fact, item]);
          expect(new Set(open.map(String))).toEqual(new Set(contested.map(String)));
          for (const { from, to, sides, ended } of disputes) {
            expect(to === null || from < to).toBe(true);
            expect(ended === null).toBe(to === null);
            expect(sides.length).toBeGreaterThan(1);
          }
        }
      }
    }
    expect(found).toBeGreaterThan(0);
  }, 600_000);

  it('and everything else are the same for every order of arrival', () => {
    for (const seed of seeds(60)) {
      const log = logOf(seed);
      const other = new Chance(seed).some(log, log.length);
      for (const incident of incidents) expect(foldIncident(incident, other)).toEqual(foldIncident(incident, log));
    }
  }, 600_000);
});

import { partyKinds, stances, type FactView } from '#contracts';
import { defaultPolicy, defaultVocabulary, readPolicy, type Policy } from '#domain';
import { freshDatabase, type FreshDatabase } from '../../../../test/support/index.js';
import { createDataSource, migrate, sqlOf, type Database } from '../data-source.js';
import { readFacts } from '../fact/read-facts.js';

let stores: FreshDatabase;
let database: Database;
beforeAll(async () => {
  stores = await freshDatabase();
  database = createDataSource({ url: stores.url, application: 'spec', onLost: () => undefined });
  await database.initialize();
  await migrate(database);
  const sql = sqlOf(database);
  for (const fact of ['timeline.began', 'exposure.leaked']) {
    await sql.query(
      `INSERT INTO fact (incident_id, fact, item, published, status) VALUES ('a', $1, '', '[2021-01-01T00:00:00Z,)', 'contested')`,
      [fact],
    );
  }
  // Few enough of each that they differ in the last thing that ranks them as often as in the first.
  const rows = Array.from({ length: 400 }, (_, n) => {
    const flag = n % 2 === 0;
    const stance = stances[Math.floor(n / 2) % stances.length] ?? 'affirmed';
    const valued = stance !== 'undetermined' && stance !== 'undisclosed';
    return {
      incident_id: 'a',
      fact: flag ? 'exposure.leaked' : 'timeline.began',
      speaker: `s${n % 37}`,
      slot: !flag && stance === 'denied' ? `denied ${n}` : n < 74 ? '' : `x${n}`,
      kind: partyKinds[n % partyKinds.length],
      said_at: `2021-11-2${n % 3}T00:00:00Z`,
      stance,
      value: flag || !valued ? null : `2021-0${1 + (n % 9)}`,
      relayed: n % 5 === 0,
    };
  }).filter(({ slot, fact }) => fact === 'timeline.began' || slot === '');
  await sql.query(
    `INSERT INTO position (incident_id, fact, item, speaker, slot, published, kind, name, publisher, statement, revision, said_at, recorded, stance, value, relayed, preferred)
     SELECT incident_id, fact, '', speaker, CASE WHEN slot LIKE 'x%' THEN '' ELSE slot END, '[2021-01-01T00:00:00Z,)', kind, 'n', 'p', 's', 1, said_at, said_at, stance, value, relayed, false
       FROM json_to_recordset($1) AS t(incident_id text, fact text, speaker text, slot text, kind text, said_at timestamptz, stance text, value json, relayed boolean)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  );
});
afterAll(async () => {
  await database.destroy();
  await stores.drop();
});

const read = async (positions: number | 'all', policy: Policy): Promise<readonly FactView[]> => {
  const options = { positions, policy, vocabulary: defaultVocabulary, quotes: false };
  return [...(await readFacts(sqlOf(database), { incidents: ['a'] }, options)).values()].flat();
};

describe('the first positions of a fact', () => {
  const media = readPolicy({ name: 'media', ranks: { media: 99 }, facts: { 'timeline.began': { other: 100 } } });

  it.each([
    [1, defaultPolicy],
    [2, defaultPolicy],
    [7, media],
    [20, defaultPolicy],
    [20, media],
    [1000, media],
  ])('%i of them are those that the domain ranks first', async (most, policy) => {
    const all = await read('all', policy);
    expect(all.map(({ positionCount }) => positionCount)).toEqual(all.map(({ positions }) => positions.length));
    expect(Math.min(...all.map(({ positionCount }) => positionCount))).toBeGreaterThan(20);
    expect(await read(most, policy)).toEqual(
      all.map((fact) => ({ ...fact, positions: fact.positions.slice(0, most) })),
    );
  });
});

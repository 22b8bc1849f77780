import { readFileSync } from 'node:fs';
import { eventually } from '../../../test/support/index.js';
import { runningProjector, type RunningProjector } from './testing/running-projector.js';

const lines = readFileSync('apps/standalone/example/panasonic.ndjson', 'utf8').trim().split('\n');
const expected = JSON.parse(readFileSync('test/fixtures/panasonic.expected.json', 'utf8')) as {
  changes: { id: string; incident: string }[];
  incidents: Record<string, { facts: Record<string, unknown>[] }>;
};
const record = (line: string) => ({ key: (JSON.parse(line) as { subject: string }).subject, value: line });

describe('the projector', () => {
  let running: RunningProjector;
  beforeAll(async () => {
    running = await runningProjector();
  });
  afterAll(() => running.end());

  const changes = () =>
    running.sql.query<{ partition: number; sequence: string; incident: string; id: string }>(
      `SELECT partition, sequence, incident_id AS incident, event->>'id' AS id FROM change ORDER BY partition, sequence`,
    );
  const facts = (incident: string) =>
    running.sql.query(
      `SELECT f.fact, nullif(f.item, '') AS item, f.status, f.value, f.stance, f.speaker, f.statement, f.revision, f.ruling,
       (SELECT count(*)::int FROM position p WHERE p.incident_id = f.incident_id AND p.fact = f.fact AND p.item = f.item AND upper_inf(p.published)) AS positions
     FROM fact f WHERE incident_id = $1 AND upper_inf(published) ORDER BY fact, item`,
      [incident],
    );

  it('given the Panasonic case, writes its facts and numbers its changes', async () => {
    await running.append(lines.map(record));
    await running.caughtUp();
    for (const [incident, { facts: held }] of Object.entries(expected.incidents))
      expect(await facts(incident)).toEqual(held);
    const written = await changes();
    for (const incident of Object.keys(expected.incidents)) {
      expect(written.filter((row) => row.incident === incident).map(({ id }) => id)).toEqual(
        expected.changes.filter((change) => change.incident === incident).map(({ id }) => id),
      );
    }
    for (const partition of new Set(written.map((row) => row.partition))) {
      const sequences = written.filter((row) => row.partition === partition).map(({ sequence }) => Number(sequence));
      expect(sequences).toEqual(sequences.map((_, i) => i + 1));
    }
  });

  it('given the same events again, in another order, changes nothing', async () => {
    const before = await changes();
    await running.append([...lines].reverse().map(record));
    await running.restart();
    await running.caughtUp();
    expect(await changes()).toEqual(before);
  });

  it.each([
    ['a table', 'ALTER TABLE change RENAME TO change_away', 'ALTER TABLE change_away RENAME TO change'],
    ['a column', 'ALTER TABLE change RENAME kind TO kind_away', 'ALTER TABLE change RENAME kind_away TO kind'],
  ])('tries again where %s is missing, parks nothing, and counts how often', async (what, away, back) => {
    const retries = async () => Number(/^projector_retries_total\S* (\d+)/m.exec(await running.metrics())?.[1]);
    const before = await retries();
    await running.sql.query(away);
    const told = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    await running.append([record(JSON.stringify({ ...told, id: what, subject: what.replace(' ', '-') }))]);
    await eventually(async () => (await retries()) >= before + 2);
    await running.sql.query(back);
    await running.caughtUp();
    expect((await changes()).some(({ incident }) => incident === what.replace(' ', '-'))).toBe(true);
    expect(await running.sql.query('SELECT 1 FROM dead_letter')).toEqual([]);
  });

  it('puts what it cannot read or apply among the dead letters, and goes on', async () => {
    const event = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
    const good = { ...event, subject: 'after-all-that', id: 'good' };
    const records = {
      undecodable: ['not json', Buffer.from([0xff, 0xfe]), ''],
      'unknown-type': [JSON.stringify({ ...event, id: 'u', type: 'disclosure.nothing.v1' })],
      invalid: [
        JSON.stringify({ ...event, id: 'i', data: {} }),
        JSON.stringify([event]),
        JSON.stringify({ ...event, id: 'i2', time: '2999-01-01T00:00:00Z' }),
      ],
      'id-reused': [
        JSON.stringify({ ...event, data: { title: 'Another' } }),
        JSON.stringify({ ...event, time: '2021-11-26T03:00:00.001Z' }),
      ],
    };
    const sent = Object.entries(records).flatMap(([reason, values]) => values.map((value) => ({ reason, value })));
    const at = await running.append(
      sent.map(({ value }) => ({ key: 'panasonic-2021', value, headers: { trace: 'kept' } })),
    );
    await running.append([{ key: 'after-all-that', value: JSON.stringify(good) }]);
    await running.caughtUp();
    const letters = await running.sql.query<{
      partition: number;
      offset: string;
      reason: string;
      value: Buffer;
      headers: unknown;
      detail: string;
    }>('SELECT partition, "offset", reason, value, headers, detail FROM dead_letter ORDER BY partition, "offset"');
    expect(
      letters.map(({ partition, offset, reason, value }) => ({ partition, offset: BigInt(offset), reason, value })),
    ).toEqual(
      sent.map(({ reason, value }, i) => ({
        partition: at[i]?.partition,
        offset: at[i]?.offset,
        reason,
        value: Buffer.from(value),
      })),
    );
    expect(letters[0]?.headers).toEqual([
      [Buffer.from('trace').toString('base64'), Buffer.from('kept').toString('base64')],
    ]);
    expect(letters.find(({ reason }) => reason === 'invalid')?.detail).toContain('/data');
    expect(await running.sql.query("SELECT version FROM incident WHERE incident_id = 'after-all-that'")).toEqual([
      { version: 1 },
    ]);
  });

  it('applies a record whose key is another than its subject, or whose time was cut to milliseconds', async () => {
    const event = {
      ...(JSON.parse(lines[0] ?? '') as Record<string, unknown>),
      subject: 'elsewhere',
      time: '2021-11-26T03:00:00.123456Z',
    };
    const dead = await running.sql.query('SELECT count(*)::int AS count FROM dead_letter');
    await running.append([
      { key: 'some-other-key', value: JSON.stringify(event), partition: 0 },
      { key: 'another-key', value: JSON.stringify({ ...event, time: '2021-11-26T03:00:00.123Z' }), partition: 1 },
    ]);
    await running.caughtUp();
    expect(await running.sql.query("SELECT version FROM incident WHERE incident_id = 'elsewhere'")).toEqual([
      { version: 1 },
    ]);
    expect(await running.sql.query('SELECT count(*)::int AS count FROM dead_letter')).toEqual(dead);
  });

  it('keeps a logged event as it was received', async () => {
    const text =
      '{ "specversion":"1.0","id":"n","source":"/d","type":"disclosure.statement.published.v1","subject":"numbers","time":"2021-11-26T03:00:00Z","data":{"statement":"s","publisher":{"id":"p","kind":"media","name":"P"},"claims":[{"fact":"exposure.people","stance":"affirmed","value":1.0e3}]}}';
    await running.append([{ key: 'numbers', value: text }]);
    await running.caughtUp();
    expect(await running.sql.query("SELECT body FROM event WHERE incident_id = 'numbers'")).toEqual([{ body: text }]);
  });

  describe('given what no sender should send', () => {
    const event = (id: string, data: string) =>
      `{"specversion":"1.0","id":"${id}","source":"/d","type":"disclosure.incident.described.v1","subject":"hostile","time":"2021-11-26T03:00:00Z","data":${data}}`;
    const astral = '\u{1f600}'.repeat(500);
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

    it.each<[string, string, Record<string, string>]>([
      ['a member that comes twice, first with U+0000', event('nul', '{"title":"\\u0000","title":"fine"}'), {}],
      ['a member that comes twice, first with half a pair', event('half', '{"title":"\\ud800","title":"fine"}'), {}],
      ['a member that comes twice, first nested without end', event('deep', `{"title":${deep},"title":"fine"}`), {}],
      [
        'a key longer than an index takes',
        JSON.stringify({ subject: astral, source: astral, id: astral, type: 'x' }),
        {},
      ],
      ['a header whose name no JSON takes', 'not json', { 'nul\0name': 'x', constructor: 'y' }],
    ])('%s delays nothing behind it', async (_, value, headers) => {
      await running.append([{ key: 'hostile', value, headers }]);
      const behind = { ...(JSON.parse(lines[0] ?? '') as object), subject: 'hostile', id: `behind-${value.length}` };
      await running.append([{ key: 'hostile', value: JSON.stringify(behind) }]);
      await running.caughtUp();
      expect(
        await running.sql.query("SELECT 1 AS found FROM event WHERE incident_id = 'hostile' AND id = $1", [behind.id]),
      ).toEqual([{ found: 1 }]);
    });

    it('parks what the store does not take because of another event of the batch', async () => {
      await running.sql.query(
        "CREATE UNIQUE INDEX no_second ON event ((left(id, 5))) WHERE incident_id = 'paired' AND id LIKE 'pair-%'",
      );
      const about = (id: string) => ({ ...(JSON.parse(lines[0] ?? '') as object), subject: 'paired', id });
      await running.append(
        ['pair-1', 'a', 'b', 'c', 'pair-2', 'd'].map((id) => ({ key: 'paired', value: JSON.stringify(about(id)) })),
      );
      await running.caughtUp();
      await running.sql.query('DROP INDEX no_second');
      expect(await running.sql.query("SELECT version FROM incident WHERE incident_id = 'paired'")).toEqual([
        { version: 5 },
      ]);
      expect(await running.sql.query("SELECT id, reason FROM dead_letter WHERE id LIKE 'pair-%'")).toEqual([
        { id: 'pair-2', reason: 'apply-failed' },
      ]);
    });

    it('parks what the store does not take, and applies everything else of the batch', async () => {
      await running.sql.query("ALTER TABLE event ADD CONSTRAINT no_culprit CHECK (id <> 'culprit')");
      const about = (id: string) => ({ ...(JSON.parse(lines[0] ?? '') as object), subject: 'parked', id });
      await running.append(
        ['a', 'b', 'culprit', 'c', 'd'].map((id) => ({ key: 'parked', value: JSON.stringify(about(id)) })),
      );
      await running.caughtUp();
      await running.sql.query('ALTER TABLE event DROP CONSTRAINT no_culprit');
      expect(await running.sql.query("SELECT version FROM incident WHERE incident_id = 'parked'")).toEqual([
        { version: 4 },
      ]);
      expect(await running.sql.query("SELECT reason FROM dead_letter WHERE id = 'culprit'")).toEqual([
        { reason: 'apply-failed' },
      ]);
    });
  });

  it('stands still on a log that is not the one it knew, says so in the store, and changes nothing', async () => {
    const before = await changes();
    await running.sql.query(
      "UPDATE projection_offset SET last_hash = '\\x00' WHERE partition = 0 AND last_hash IS NOT NULL",
    );
    await running.restart();
    await eventually(async () => {
      const rows = await running.sql.query<{ category: string }>(
        "SELECT stopped->>'category' AS category FROM projection_offset WHERE stopped IS NOT NULL",
      );
      return rows.length === 1 && rows[0]?.category === 'foreign-log';
    });
    expect(await changes()).toEqual(before);
  });
});

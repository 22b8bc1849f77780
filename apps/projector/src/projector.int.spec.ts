import { readFileSync } from 'node:fs';
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

  const changes = () => running.sql.query<{ partition: number; sequence: string; incident: string; id: string }>(
    `SELECT partition, sequence, incident_id AS incident, event->>'id' AS id FROM change ORDER BY partition, sequence`,
  );
  const facts = (incident: string) => running.sql.query(
    `SELECT f.fact, nullif(f.item, '') AS item, f.status, f.value, f.stance, f.speaker, f.statement, f.revision, f.ruling,
       (SELECT count(*)::int FROM position p WHERE p.incident_id = f.incident_id AND p.fact = f.fact AND p.item = f.item) AS positions
     FROM fact f WHERE incident_id = $1 AND upper_inf(published) ORDER BY fact, item`,
    [incident],
  );

  it('given the Panasonic case, writes its facts and numbers its changes', async () => {
    await running.append(lines.map(record));
    await running.caughtUp();
    for (const [incident, { facts: held }] of Object.entries(expected.incidents)) expect(await facts(incident)).toEqual(held);
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
});

import fc from 'fast-check';
import type { Change, Head } from '#contracts';
import { defaultPolicy, defaultVocabulary, factId, fold, logEvent, type Incident } from '#domain';
import { arbitraryFamilyLog } from '../../../test/support/arbitrary-log.js';
import { renamedLog } from '../../../test/support/renamed-log.js';
import { runningProjector, type RunningProjector } from './testing/running-projector.js';

const rules = { policy: defaultPolicy, vocabulary: defaultVocabulary };
const seed = Number(process.env['SEED'] ?? 20_211_126);
const logs = Number(process.env['LOGS'] ?? 60);

function headOf({ status, value, stance, speaker, statement, revision, ruling }: Head): Head {
  return { status, value, stance, speaker, statement, revision, ruling };
}

const spansOf = (incident: Incident) =>
  [...incident.facts, ...incident.past]
    .flatMap(({ fact, item, history }) =>
      history.map(({ from, to, head }) => ({ fact, item, from, to, ...headOf(head) })),
    )
    .map((span) => JSON.stringify(span))
    .sort();

/** As `concat_ws` writes a row: what is null is left out. */
function row(...columns: readonly (string | number | boolean | null | undefined)[]): string {
  return columns
    .filter((column) => column !== null && column !== undefined)
    .map((column) => (typeof column === 'boolean' ? String(column).slice(0, 1) : text(String(column))))
    .join(' ');
}

/** As PostgreSQL writes an instant. */
function text(column: string): string {
  return /^\d{4}-.*\.000000Z$/.test(column) ? column.replace('T', ' ').replace('.000000Z', '+00') : column;
}

function rowsOf(incident: Incident): string[] {
  const held = incident.holdings.map(({ fact, item, from, to, held }) =>
    row(
      'held',
      fact,
      item ?? '',
      held.speaker,
      held.stance,
      held.value === null ? null : JSON.stringify(held.value),
      held.statement,
      held.revision,
      held.preferred,
      from,
      to,
    ),
  );
  const stood = incident.statements.flatMap(({ id, spans }) =>
    spans.map(({ from, to, revisions, retracted }) => row('stood', id, revisions, retracted?.at, from, to)),
  );
  const disputed = incident.disputes.map(({ fact, item, from, to, gap, ended }) =>
    row('disputed', fact, item ?? '', gap, ended?.how, ended?.entry.id, from, to),
  );
  return [...held, ...stood, ...disputed];
}

describe(`${logs} random logs of all event types (seed ${seed})`, () => {
  let running: RunningProjector;
  const told = fc.sample(arbitraryFamilyLog, { seed, numRuns: logs }).map((events, i) => renamedLog(events, `r${i}`));
  const incidents = told.flatMap((_, i) => ['i1', 'i2', 'i3'].map((name) => `r${i}-${name}`));
  const folded = new Map<string, Incident>();

  beforeAll(async () => {
    running = await runningProjector();
    await running.append(told.flat().map((event) => ({ key: event.subject, value: JSON.stringify(event) })));
    await running.caughtUp();
    for (const [i, events] of told.entries()) {
      const logged = events.map((event, offset) =>
        logEvent(
          event,
          (event.recordedtime ?? '').replace('Z', '.000000Z'),
          { partition: 0, offset: BigInt(offset) },
          defaultVocabulary,
        ),
      );
      for (const name of ['i1', 'i2', 'i3']) folded.set(`r${i}-${name}`, fold(logged, `r${i}-${name}`, rules));
    }
  });
  afterAll(() => running.end());

  const ofIncident = (id: string): Incident => {
    const incident = folded.get(id);
    if (incident === undefined) throw new Error(id);
    return incident;
  };

  it('gives no dead letters', async () => {
    expect(await running.sql.query('SELECT reason, detail FROM dead_letter')).toEqual([]);
  });

  it('gives the spans of every fact that the fold gives', async () => {
    const rows = await running.sql.query<
      { incident: string; from: string; to: string | null; fact: string; item: string | null } & Head
    >(
      `SELECT incident_id AS incident, fact, nullif(item, '') AS item, lower(published) AS "from", upper(published) AS "to", status, value, stance, speaker, statement, revision, ruling FROM fact`,
    );
    const byIncident = Map.groupBy(rows, ({ incident }) => incident);
    for (const id of incidents) {
      const spans = (byIncident.get(id) ?? [])
        .map(({ fact, item, from, to, ...head }) => JSON.stringify({ fact, item, from, to, ...headOf(head) }))
        .sort();
      expect({ id, spans }).toEqual({ id, spans: spansOf(ofIncident(id)) });
    }
  });

  it('gives the positions and revisions that the fold gives', async () => {
    const rows = await running.sql.query<{ incident: string; position: string }>(
      `SELECT incident_id AS incident, concat_ws(' ', fact, item, speaker, stance, value::text, statement, revision, relayed) AS position FROM position WHERE upper_inf(published)`,
    );
    const revisions = await running.sql.query<{ incident: string; revision: string }>(
      `SELECT incident_id AS incident, concat_ws(' ', statement, revision, event_id, body) AS revision FROM statement_revision`,
    );
    for (const id of incidents) {
      const { facts, statements } = ofIncident(id);
      const positions = facts.flatMap(({ positions }) =>
        positions.map(({ fact, item, speaker, stance, value, statement, revision, relayed }) =>
          [
            fact,
            item ?? '',
            speaker,
            stance,
            ...(value === null ? [] : [JSON.stringify(value)]),
            statement,
            revision,
            relayed ? 't' : 'f',
          ].join(' '),
        ),
      );
      expect(
        rows
          .filter(({ incident }) => incident === id)
          .map(({ position }) => position)
          .sort(),
      ).toEqual(positions.sort());
      const held = statements.flatMap(({ id: statement, revisions }) =>
        revisions.map(({ number, entry }) => {
          const { data } = entry.event;
          return [statement, number, entry.id, ...('body' in data && data.body !== undefined ? [data.body] : [])].join(
            ' ',
          );
        }),
      );
      expect(
        revisions
          .filter(({ incident }) => incident === id)
          .map(({ revision }) => revision)
          .sort(),
      ).toEqual(held.sort());
    }
  });

  it('gives from when to when each position was held, each statement stood and each dispute lasted', async () => {
    const rows = await running.sql.query<{ incident: string; row: string }>(
      `SELECT incident_id AS incident, concat_ws(' ', 'held', fact, item, speaker, stance, value::text, statement, revision, preferred, lower(published), upper(published)) AS row FROM position
       UNION ALL SELECT incident_id, concat_ws(' ', 'stood', statement, revision_count, retracted_at, lower(published), upper(published)) FROM statement
       UNION ALL SELECT incident_id, concat_ws(' ', 'disputed', fact, item, gap, ended, cause->>'id', lower(disputed), upper(disputed)) FROM dispute`,
    );
    const byIncident = Map.groupBy(rows, ({ incident }) => incident);
    for (const id of incidents) {
      const held = (byIncident.get(id) ?? []).map(({ row }) => row).sort();
      expect({ id, rows: held }).toEqual({ id, rows: rowsOf(ofIncident(id)).sort() });
    }
  });

  it('tells changes that replay to the facts, and say nothing of what was redacted before', async () => {
    const rows = await running.sql.query<{ data: Change }>(
      `SELECT event->'data' AS data FROM change ORDER BY partition, sequence`,
    );
    for (const id of incidents) {
      const cache = new Map<string, Head>();
      for (const { data } of rows) {
        if (data.incident !== id) continue;
        if (data.kind === 'incident.merged' && data.absorbed === id) cache.clear();
        if (!('fact' in data)) continue;
        if (data.after === null) cache.delete(factId(data));
        else cache.set(factId(data), data.after);
      }
      const held = ofIncident(id).facts.map((fact): [string, Head] => [factId(fact), headOf(fact)]);
      expect({ id, cache: new Map([...cache].sort()) }).toEqual({ id, cache: new Map(held.sort()) });
    }
  });

  it('comes to the same when every state is folded anew', async () => {
    const before = await running.sql.query('SELECT * FROM fact ORDER BY incident_id, fact, item, published');
    await running.restart();
    const again = told.flat().map((event) => ({ ...event, id: `again-${event.id}` }));
    await running.append(
      again
        .filter(({ type }) => type === 'disclosure.incident.described.v1')
        .map((event) => ({ key: event.subject, value: JSON.stringify(event) })),
    );
    await running.append(told.flat().map((event) => ({ key: event.subject, value: JSON.stringify(event) })));
    await running.caughtUp();
    expect(await running.sql.query('SELECT * FROM fact ORDER BY incident_id, fact, item, published')).toEqual(before);
    expect(await running.sql.query('SELECT reason, detail FROM dead_letter')).toEqual([]);
  });
});

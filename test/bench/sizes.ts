import { listedPositions } from '#contracts';
import { topicSettings } from '#kafka';
import { readIncidents, sqlOf, type Database } from '#persistence';
import { incidentRecord } from '../../apps/notifier/src/records/incident-record.js';
import { rules } from './domain.js';

export interface Size {
  readonly of: string;
  readonly bytes: number;
  /** Where there is one. */
  readonly limit: number | null;
}

const tables = ['incident', 'statement', 'statement_revision', 'fact', 'position', 'dispute', 'change'];

/** The largest row of each table, and the largest record of what is published, against what its topic takes. */
export async function sizes(database: Database, incident: string): Promise<Size[]> {
  const sql = sqlOf(database);
  const rows = await Promise.all(
    tables.map(async (table) => {
      const [row] = await sql.query<{ bytes: number | null }>(
        `SELECT max(octet_length(t::text)) AS bytes FROM ${table} t WHERE incident_id = $1`,
        [incident],
      );
      return { of: `row of ${table}`, bytes: row?.bytes ?? 0, limit: null };
    }),
  );
  const [change] = await sql.query<{ bytes: number | null }>(
    'SELECT max(octet_length(event::text)) AS bytes FROM change WHERE incident_id = $1',
    [incident],
  );
  const views = await readIncidents(sql, [incident], { ...rules, positions: listedPositions, quotes: false });
  const state = Math.max(0, ...views.map((view) => (incidentRecord(view).value ?? '').length));
  return [
    ...rows,
    { of: 'record of a change', bytes: change?.bytes ?? 0, limit: limitOf('changes') },
    { of: 'record of the incident', bytes: state, limit: limitOf('incidents') },
  ];
}

function limitOf(topic: 'changes' | 'incidents'): number {
  return Number(topicSettings[topic]['max.message.bytes']);
}

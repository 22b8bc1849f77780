import type { Findings } from './findings.js';
import type { Store } from './store.js';

const tables = ['incident', 'fact', 'position', 'statement', 'statement_revision', 'dispute', 'change'];

interface Named {
  readonly incidents: ReadonlySet<string>;
  readonly states: ReadonlyMap<string, unknown>;
}

/** What no event of the log speaks of is nowhere; no change has the id of another; nobody sits in a transaction. */
export async function checkRows(store: Store, { incidents, states }: Named, found: Findings): Promise<void> {
  for (const table of tables) {
    // A row without a version holds nothing: it was locked for an event that turned out to be a dead letter.
    const where = table === 'incident' ? 'WHERE version > 0' : '';
    const rows = await store.rows<{ incident: string }>(
      `SELECT DISTINCT incident_id AS incident FROM ${table} ${where}`,
    );
    for (const { incident } of rows)
      if (!incidents.has(incident)) found.add('origin', `${table} knows ${incident}, of which the log has nothing`);
  }
  for (const incident of states.keys())
    if (!incidents.has(incident))
      found.add('origin', `disclosure.incidents.v1 knows ${incident}, of which the log has nothing`);
  const again = await store.rows<{ id: string; places: string }>(
    `SELECT event ->> 'id' AS id, string_agg(partition || '/' || sequence, ' ') AS places FROM change GROUP BY 1 HAVING count(*) > 1 LIMIT 100`,
  );
  for (const { id, places } of again) found.add('changes', `changes ${places} have the same id ${id}`);
  const heads = await store.rows<{ partition: number; head: string; last: string; count: string }>(
    `SELECT h.partition, h.sequence AS head, coalesce(max(c.sequence), 0) AS last, count(c.sequence) AS count
       FROM change_head h LEFT JOIN change c USING (partition) GROUP BY h.partition, h.sequence`,
  );
  for (const { partition, head, last, count } of heads) {
    if (head !== last || head !== count)
      found.add('changes', `partition ${partition} of the table: head ${head}, last sequence ${last}, ${count} rows`);
  }
  const idle = await store.rows<{ pid: number; application: string; query: string }>(
    `SELECT pid, application_name AS application, query FROM pg_stat_activity
      WHERE datname = current_database() AND state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - interval '30 s'`,
  );
  for (const { pid, application, query } of idle)
    found.add('connections', `${application} (${pid}) sits in a transaction since more than 30 s, after ${query}`);
}

import { differences, type Difference } from '../differences.js';
import { statementViews } from '../views.js';
import { currentSql, instantSql, rows } from './rows.js';
import type { Scene } from './scene.js';
import type { Target } from './target.js';

interface StatementRow {
  readonly incident: string;
  readonly [column: string]: unknown;
}

/** Every statement that has a revision. */
export async function readStatementRows(target: Target): Promise<ReadonlyMap<string, StatementRow[]>> {
  const found = await rows<StatementRow>(
    target,
    `SELECT incident_id AS incident, statement, publisher, revision_count AS "revisionCount",
            ${instantSql('retracted_at')} AS "retractedAt", retracted_reason AS reason
       FROM statement s WHERE revision_count > 0 AND ${currentSql('s')} ORDER BY incident_id, statement`,
  );
  return Map.groupBy(found, ({ incident }) => incident);
}

export function compareStatementRows(
  { incidents, events }: Scene,
  found: ReadonlyMap<string, StatementRow[]>,
): Difference[] {
  return incidents.flatMap((incident) => {
    const told = statementViews(incident, events).map(({ statement, publisher, revisionCount, retracted }) => {
      const { at = null, reason = null } = retracted ?? {};
      return { incident, statement, publisher, revisionCount, retractedAt: at, reason };
    });
    return differences(told, found.get(incident) ?? [], `statement ${incident}`);
  });
}

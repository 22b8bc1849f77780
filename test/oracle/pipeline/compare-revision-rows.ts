import { differences, type Difference } from '../differences.js';
import { statementViews } from '../views.js';
import { currentSql, instantSql, rows } from './rows.js';
import type { Scene } from './scene.js';
import type { Target } from './target.js';

interface RevisionRow {
  readonly incident: string;
  readonly [column: string]: unknown;
}

/** Every revision of every statement, also of what is merged away and cannot be asked for. */
export async function readRevisionRows(target: Target): Promise<ReadonlyMap<string, RevisionRow[]>> {
  const found = await rows<RevisionRow>(
    target,
    `SELECT incident_id AS incident, statement, revision, kind, ${instantSql('at')} AS at, ${instantSql('recorded_at')} AS "recordedAt",
            source, event_id AS id, partition || '@' || "offset" AS "offset", title, url, language, body, claims
       FROM statement_revision r WHERE ${currentSql('r')} ORDER BY incident_id, statement, revision`,
  );
  return Map.groupBy(found, ({ incident }) => incident);
}

export function compareRevisionRows(
  { incidents, events }: Scene,
  found: ReadonlyMap<string, RevisionRow[]>,
): Difference[] {
  return incidents.flatMap((incident) => {
    const told = statementViews(incident, events).flatMap(({ statement, revisions }) =>
      revisions.map((revision) => ({ incident, statement, ...revision })),
    );
    return differences(told, found.get(incident) ?? [], `statement_revision ${incident}`);
  });
}

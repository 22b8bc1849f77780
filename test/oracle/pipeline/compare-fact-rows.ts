import { differences, type Difference } from '../differences.js';
import { historyOf, type Span } from '../history.js';
import { instantSql, rows } from './rows.js';
import type { Scene } from './scene.js';
import type { Target } from './target.js';

interface FactRow extends Span {
  readonly incident: string;
  readonly fact: string;
  readonly item: string | null;
}

/** Every span of every fact. */
export async function readFactRows(target: Target): Promise<ReadonlyMap<string, FactRow[]>> {
  const found = await rows<FactRow>(
    target,
    `SELECT incident_id AS incident, fact, nullif(item, '') AS item, ${instantSql('lower(published)')} AS "from",
            ${instantSql('upper(published)')} AS "to", publisher, status, value, stance, speaker, statement, revision, ruling
       FROM fact ORDER BY incident_id, fact, item, lower(published)`,
  );
  return Map.groupBy(found, ({ incident }) => incident);
}

export function compareFactRows({ incidents, events }: Scene, found: ReadonlyMap<string, FactRow[]>): Difference[] {
  return incidents.flatMap((incident) => {
    const spans = historyOf(incident, events).flatMap(({ fact, item, spans }) =>
      spans.map((span) => ({ incident, fact, item, ...span })),
    );
    return differences(spans, found.get(incident) ?? [], `fact ${incident}`);
  });
}

import { differences, type Difference } from '../differences.js';
import { incidentView } from '../views.js';
import { currentSql, instantSql, rows } from './rows.js';
import type { Scene } from './scene.js';
import type { Target } from './target.js';

interface PositionRow {
  readonly incident: string;
  readonly [column: string]: unknown;
}

/** What speakers hold now. */
export async function readPositionRows(target: Target): Promise<ReadonlyMap<string, PositionRow[]>> {
  const found = await rows<PositionRow>(
    target,
    `SELECT incident_id AS incident, fact, nullif(item, '') AS item, speaker, kind, publisher, statement, revision,
            ${instantSql('said_at')} AS "saidAt", stance, value, relayed, quote
       FROM position p WHERE ${currentSql('p')}`,
  );
  return Map.groupBy(found, ({ incident }) => incident);
}

export function comparePositionRows(
  { incidents, events }: Scene,
  found: ReadonlyMap<string, PositionRow[]>,
): Difference[] {
  return incidents.flatMap((incident) => {
    const held = incidentView(incident, events).facts.flatMap(({ fact, item, positions }) =>
      positions.map(({ relation: _, ...position }): PositionRow => ({ incident, fact, item, ...position })),
    );
    const inOrder = (some: readonly PositionRow[]) =>
      some.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
    return differences(inOrder(held), inOrder(found.get(incident) ?? []), `position ${incident}`);
  });
}

import type { Instant } from '#contracts';
import { compareRank, type Policy, type Position, type Vocabulary } from '#domain';
import { toPosition, type PositionRow } from '../position/read-positions.js';
import type { Sql } from '../sql.js';

export interface Holders {
  readonly incident: string;
  readonly fact: string;
  readonly item: string;
  /** `null` is now. */
  readonly at: Instant | null;
}

type HolderRow = Omit<PositionRow, 'held'> & { readonly n: string };

/** Of each of these facts, everybody's positions at that moment, in rank order, without quotes. */
export async function readHolders(
  sql: Sql,
  wanted: readonly Holders[],
  { policy, vocabulary }: { readonly policy: Policy; readonly vocabulary: Vocabulary },
): Promise<Position[][]> {
  if (wanted.length === 0) return [];
  const rows = await sql.query<HolderRow>(
    `SELECT k.n, p.* FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) WITH ORDINALITY AS k(incident, fact, item, at, n),
       LATERAL (
         SELECT incident_id, fact, item, speaker, kind, publisher, statement, revision, said_at, recorded, stance, value, relayed, preferred, NULL AS quote
           FROM position
          WHERE incident_id = k.incident AND fact = k.fact AND item = k.item AND published @> coalesce(k.at, 'infinity')) AS p`,
    [
      wanted.map(({ incident }) => incident),
      wanted.map(({ fact }) => fact),
      wanted.map(({ item }) => item),
      wanted.map(({ at }) => at),
    ],
  );
  const byFact = Map.groupBy(rows, ({ n }) => Number(n));
  return wanted.map((_, i) =>
    (byFact.get(i + 1) ?? []).map((row) => toPosition(row, vocabulary)).sort((a, b) => compareRank(a, b, policy)),
  );
}

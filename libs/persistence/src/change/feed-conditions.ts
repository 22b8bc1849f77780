export interface FeedFilter {
  readonly incident: string | null;
  /** Any of them; all where there is none. */
  readonly kinds: readonly string[];
  readonly fact: string | null;
  readonly item: string | null;
  /** The incident had it before the change, or has it after. */
  readonly organisation: string | null;
  readonly sector: string | null;
  /** Somebody who held a position on the incident before the change, or does after. */
  readonly speaker: string | null;
}

/**
 * What a row of `change` must fulfil, as SQL; `use` gives a value its place among the parameters.
 * Who spoke is looked up row by row (`OFFSET 0` keeps the planner from joining, and so from reading all speakers for a
 * span of few changes). The change that brings a speaker and the one that takes it away carry the version at which they did.
 */
export function feedConditions(filter: FeedFilter, use: (value: unknown) => string): string {
  const { incident, kinds, fact, item, organisation, sector, speaker } = filter;
  const conditions: string[] = [];
  if (incident !== null) conditions.push(`incident_id = ${use(incident)}`);
  if (kinds.length > 0) conditions.push(`kind = ANY(${use(kinds)})`);
  if (fact !== null) conditions.push(`fact = ${use(fact)}`);
  if (item !== null) conditions.push(`item = ${use(item)}`);
  if (organisation !== null) conditions.push(`${use(organisation)} = ANY(organisations)`);
  if (sector !== null) conditions.push(`${use(sector)} = ANY(sectors)`);
  if (speaker !== null)
    conditions.push(`EXISTS (
             SELECT FROM public.incident_speaker spoke
              WHERE spoke.incident_id = change.incident_id AND spoke.speaker = ${use(speaker)}
                AND spoke.since_version <= change.version
                AND (spoke.until_version IS NULL OR spoke.until_version >= change.version) OFFSET 0)`);
  return conditions.map((condition) => `AND ${condition}`).join(' ');
}

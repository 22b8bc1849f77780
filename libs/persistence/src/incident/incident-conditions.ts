import type { Instant } from '#contracts';
import { factCondition, type FactCondition } from '../fact/fact-condition.js';
import { heldAt } from '../held-at.js';
import type { Use } from '../parameters.js';
import { phraseQuery } from '../search/words.js';

/** All must hold of an incident, and of several values of one filter all. */
export interface IncidentFilter {
  readonly organisations: readonly string[];
  readonly sectors: readonly string[];
  readonly countries: readonly string[];
  readonly tags: readonly string[];
  /** Who holds a position on it. */
  readonly speakers: readonly string[];
  readonly contested: boolean | null;
  readonly facts: readonly FactCondition[];
  /** Each must be in a title, a summary or a statement, word after word. */
  readonly phrases: readonly (readonly string[])[];
  readonly updatedSince: Instant | null;
  readonly asOf: Instant | null;
}

/** A filter, as a question to the incident `i`, and where an index tells it, as the ids of all that match. */
export interface Condition {
  readonly check: (use: Use) => string;
  readonly ids?: (use: Use) => string;
  /** What the index goes through to tell them; as many as it tells, where it is left out. */
  readonly looked?: (use: Use) => string;
}

export function conditionsOf(filter: IncidentFilter): Condition[] {
  const { asOf } = filter;
  return [
    ...labels('organisation_ids', filter.organisations),
    ...labels('sectors', filter.sectors),
    ...labels('countries', filter.countries),
    ...labels('tags', filter.tags),
    ...filter.speakers.map((speaker) => ofSpeaker(speaker, asOf)),
    ...filter.facts.map((fact) => ofFact(fact, asOf)),
    ...filter.phrases.map(ofPhrase),
    ...(asOf === null || filter.contested === null ? [] : [wasContested(filter.contested, asOf)]),
  ];
}

/** What an index on incidents in the order of the list tells. */
export function rangeOf({ contested, updatedSince, asOf }: IncidentFilter, use: Use): string[] {
  const range = ['i.version > 0', 'i.merged_into IS NULL'];
  if (contested !== null && asOf === null) range.push(contested ? "i.contested <> '{}'" : "i.contested = '{}'");
  if (asOf !== null) range.push(`i.opened_at <= ${use(asOf)}`);
  if (updatedSince !== null) range.push(`i.recorded_at >= ${use(updatedSince)}`);
  return range;
}

function labels(column: string, values: readonly string[]): Condition[] {
  if (values.length === 0) return [];
  const has = (use: Use) => `i.${column} @> ${use(values)}::text[]`;
  return [{ check: has, ids: (use) => `SELECT i.incident_id FROM incident i WHERE ${has(use)}` }];
}

// A subquery that gives one value is asked for each incident; EXISTS might be turned into a join over all of them.
function anyOf(rows: string): string {
  return `(SELECT true FROM ${rows} LIMIT 1)`;
}

function ofSpeaker(speaker: string, asOf: Instant | null): Condition {
  const by = (use: Use) => `p.speaker = ${use(speaker)}`;
  const held = (use: Use) => `${by(use)} AND ${heldAt('p.published', asOf, use)}`;
  return {
    check: (use) => anyOf(`position p WHERE p.incident_id = i.incident_id AND ${held(use)}`),
    ids: (use) => `SELECT p.incident_id FROM position p WHERE ${held(use)}`,
    looked: (use) => `SELECT FROM position p WHERE ${by(use)}`,
  };
}

function ofFact(condition: FactCondition, asOf: Instant | null): Condition {
  const held = (use: Use) => `${factCondition(condition, use)} AND ${heldAt('f.published', asOf, use)}`;
  return {
    check: (use) => anyOf(`fact f WHERE f.incident_id = i.incident_id AND ${held(use)}`),
    ids: (use) => `SELECT f.incident_id FROM fact f WHERE ${held(use)}`,
    looked: (use) => `SELECT FROM fact f WHERE ${factCondition(condition, use)}`,
  };
}

function wasContested(contested: boolean, asOf: Instant): Condition {
  const held = (use: Use) => `f.status = 'contested' AND ${heldAt('f.published', asOf, use)}`;
  const check = (use: Use) => anyOf(`fact f WHERE f.incident_id = i.incident_id AND ${held(use)}`);
  if (!contested) return { check: (use) => `${check(use)} IS NULL` };
  return { check, ids: (use) => `SELECT f.incident_id FROM fact f WHERE ${held(use)}` };
}

function ofPhrase(words: readonly string[]): Condition {
  const found = (use: Use) => `search @@ ${use(phraseQuery(words))}::tsquery`;
  return {
    check: (use) =>
      `(i.${found(use)} OR ${anyOf(`statement s WHERE s.incident_id = i.incident_id AND s.${found(use)}`)})`,
    ids: (use) =>
      `SELECT incident_id FROM incident WHERE ${found(use)} UNION ALL SELECT incident_id FROM statement WHERE ${found(use)}`,
  };
}

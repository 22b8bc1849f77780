import { listedPositions } from '#contracts';
import type { Rules } from '#domain';
import type { PublishMessage } from '#kafka';
import { readIncidents, type Sql } from '#persistence';
import { incidentRecord } from '../records/incident-record.js';

// A state may be of some ten kilobytes or of megabytes: only so many are rows, objects and text at a time.
const SLICE = 64;
const BYTES = 8_000_000;

export interface ReadStates {
  readonly records: readonly PublishMessage[];
  /** Of what is in `records`. */
  readonly versions: ReadonlyMap<string, number>;
  /** Those that would have been too much; none of the first `must`. */
  readonly unread: ReadonlySet<string>;
}

/** The states of those that are known, in the order of `ids`. */
export async function readStates(sql: Sql, ids: readonly string[], must: number, rules: Rules): Promise<ReadStates> {
  const records: PublishMessage[] = [];
  const versions = new Map<string, number>();
  let bytes = 0;
  let at = 0;
  for (; at < ids.length && (at < must || bytes < BYTES); at += SLICE) {
    const incidents = await readIncidents(sql, ids.slice(at, at + SLICE), {
      ...rules,
      positions: listedPositions,
      quotes: false,
    });
    for (const incident of incidents) {
      const record = incidentRecord(incident);
      records.push(record);
      versions.set(incident.id, incident.version);
      bytes += record.value?.length ?? 0;
    }
  }
  return { records, versions, unread: new Set(ids.slice(at)) };
}

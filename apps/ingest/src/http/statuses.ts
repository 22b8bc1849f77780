import type { Verdict } from '../core/verdict.js';

const ALL_VALID = 200;
const ALL_RECORDED = 201;
const MIXED = 207;
const NONE_VALID = 422;
export const NOT_APPENDED = 503;
/** NDJSON is answered while it is read, before anything is known of the rest. */
export const STREAMED = 200;

export function statusOf(verdicts: readonly Verdict[]): number {
  if (verdicts.some(({ status }) => status === 'failed')) return NOT_APPENDED;
  const rejected = verdicts.filter(({ status }) => status === 'rejected').length;
  if (rejected === verdicts.length) return NONE_VALID;
  if (rejected > 0) return MIXED;
  return verdicts.some(({ status }) => status === 'valid') ? ALL_VALID : ALL_RECORDED;
}

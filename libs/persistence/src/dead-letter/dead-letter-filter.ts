import type { DeadReason, Instant, LogOffset } from '#contracts';
import { newParameters, type Parameters } from '../parameters.js';

/** `null` is whatever it is. */
export interface DeadLetterFilter {
  readonly reason: DeadReason | null;
  readonly redriven: boolean | null;
  readonly subject: string | null;
  readonly source: string | null;
  readonly partition: number | null;
  readonly recordedSince: Instant | null;
  readonly recordedBefore: Instant | null;
}

export interface DeadLetterRange {
  readonly after: LogOffset | null;
  /** By partition, the last that counts; `null` for all there are. */
  readonly through: readonly bigint[] | null;
}

/** The WHERE of a query that reads dead letters. One that cannot be read is of the incident that its key says. */
export function deadLetterConditions(
  filter: DeadLetterFilter,
  { after, through }: DeadLetterRange,
): Parameters & { readonly where: string } {
  const { values, use } = newParameters();
  const conditions = [
    after !== null && `(partition, "offset") > (${use(after.partition)}::int, ${use(after.offset.toString())}::bigint)`,
    through !== null && `"offset" <= coalesce((${use(through.map(String))}::bigint[])[partition + 1], -1)`,
    filter.reason !== null && `reason = ${use(filter.reason)}`,
    filter.redriven !== null && `(redriven IS NOT NULL) = ${use(filter.redriven)}`,
    filter.subject !== null && subjectIs(use(filter.subject)),
    filter.source !== null && `source = ${use(filter.source)}`,
    filter.partition !== null && `partition = ${use(filter.partition)}`,
    filter.recordedSince !== null && `at >= ${use(filter.recordedSince)}`,
    filter.recordedBefore !== null && `at < ${use(filter.recordedBefore)}`,
  ].filter((condition) => condition !== false);
  return { values, use, where: conditions.length === 0 ? 'true' : conditions.join(' AND ') };
}

function subjectIs(subject: string): string {
  return `(subject = ${subject}::text OR (subject IS NULL AND key = convert_to(${subject}::text, 'UTF8')))`;
}

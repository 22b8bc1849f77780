/** Where a record stands in `disclosure.events.v1`. Written `<partition>@<offset>`. */
export interface LogOffset {
  readonly partition: number;
  readonly offset: bigint;
}

export function formatOffset(at: LogOffset): string {
  return `${at.partition}@${at.offset}`;
}

/** Returns `null` for anything that is not `<partition>@<offset>` within a Kafka offset's range. */
export function parseOffset(text: string): LogOffset | null {
  const match = /^(\d{1,9})@(\d{1,19})$/.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  const offset = BigInt(match[2]);
  return offset > 9223372036854775807n ? null : { partition: Number(match[1]), offset };
}

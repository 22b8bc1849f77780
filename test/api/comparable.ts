/** Where records came to stand, and when: what another run has otherwise. */
const ofThisRun = new Set([
  'offset',
  'offsets',
  'next',
  'changesCursor',
  'lastAppliedAt',
  'responseTime',
  'applied',
  'end',
  'partition',
  'sequence',
]);

/** A recording without what is of its run only. */
export function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === 'string') return value.replace(/\b\d+@\d+\b/g, '<offset>');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, ofThisRun.has(name) ? typeof member : comparable(member)]),
  );
}

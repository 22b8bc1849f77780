/** How the rows of a table are told apart, where a batch may write one that is there. */
export interface Keyed {
  /** As the rows that are to go name them. */
  readonly key: readonly string[];
  /** The range that `from` begins; none where the key is of plain columns. */
  readonly range?: string;
  readonly conflict: string;
}

export const keyed: Readonly<Record<string, Keyed>> = {
  fact: {
    key: ['incident_id', 'fact', 'item', 'from'],
    range: 'published',
    conflict: 'incident_id, fact, item, lower(published)',
  },
  position: {
    key: ['incident_id', 'fact', 'item', 'speaker', 'slot', 'from'],
    range: 'published',
    conflict: 'incident_id, fact, item, speaker, slot, lower(published)',
  },
  dispute: {
    key: ['incident_id', 'fact', 'item', 'from'],
    range: 'disputed',
    conflict: 'incident_id, fact, item, lower(disputed)',
  },
  statement: {
    key: ['incident_id', 'statement', 'from'],
    range: 'published',
    conflict: 'incident_id, statement, lower(published)',
  },
  statement_revision: {
    key: ['incident_id', 'statement', 'revision'],
    conflict: 'incident_id, statement, revision',
  },
};

type Row = Readonly<Record<string, unknown>>;

export function keyOf({ key, range }: Keyed, row: Row): string {
  const from = range === undefined ? undefined : row[range];
  return key.map((name) => (name === 'from' && typeof from === 'string' ? beginOf(from) : String(row[name]))).join(' ');
}

/** `[from,to)` */
function beginOf(range: string): string {
  return range.slice(1, range.indexOf(','));
}

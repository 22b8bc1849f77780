import type { Findings } from './findings.js';

/** A change as a record of the topic, or as a row. */
export interface ChangeSeen {
  readonly partition: number;
  readonly sequence: bigint;
  readonly incident: string;
  readonly kind: string;
  readonly cause: string;
  readonly text: string;
}
export type ReadRows = (partition: number, from: bigint, to: bigint) => Promise<readonly ChangeSeen[]>;

/** The changes topic beside the table, batch by batch. */
export class ChangesCheck {
  readonly ends = new Map<number, bigint>();
  /** By incident and partition of the causes: the offset of the last. */
  private readonly causes = new Map<string, bigint>();

  constructor(
    private readonly rows: ReadRows,
    /** Where a redaction took something out of rows, after they were sent. */
    private readonly isRedacted: (incident: string) => boolean,
    private readonly found: Findings,
  ) {}

  async add(partition: number, changes: readonly ChangeSeen[]): Promise<void> {
    for (const change of changes) this.follow(partition, change);
    const sequences = changes.map(({ sequence }) => sequence).sort((a, b) => (a < b ? -1 : 1));
    const [first, last] = [sequences[0], sequences.at(-1)];
    if (first === undefined || last === undefined) return;
    const rows = new Map((await this.rows(partition, first, last)).map((row) => [row.sequence, row]));
    for (const change of changes) this.compare(change, rows.get(change.sequence));
  }

  /** Whatever the table has after the end of the topic was not sent. */
  end(heads: ReadonlyMap<number, bigint>): void {
    for (const [partition, head] of heads) {
      const end = this.ends.get(partition) ?? 0n;
      if (end < head)
        this.found.add('changes', `partition ${partition} of the topic ends with ${end}, the table with ${head}`);
    }
  }

  private follow(partition: number, { sequence, incident, cause }: ChangeSeen): void {
    const end = this.ends.get(partition) ?? 0n;
    if (sequence !== end + 1n)
      this.found.add(
        'changes',
        `partition ${partition}: sequence ${sequence} ${sequence <= end ? 'again' : ''} after ${end} (${incident})`,
      );
    if (sequence > end) this.ends.set(partition, sequence);
    const [of = '', at = '0'] = cause.split('@');
    const before = this.causes.get(`${incident} ${of}`) ?? -1n;
    if (BigInt(at) < before)
      this.found.add(
        'order',
        `${incident}: sequence ${partition}/${sequence} is of ${cause}, after one of ${of}@${before}`,
      );
    this.causes.set(`${incident} ${of}`, BigInt(at));
  }

  private compare(change: ChangeSeen, row: ChangeSeen | undefined): void {
    const at = `sequence ${change.partition}/${change.sequence} (${change.incident} ${change.kind})`;
    if (row === undefined) {
      this.found.add('changes', `${at} is in the topic, and not in the table`);
      return;
    }
    if (row.incident !== change.incident || row.kind !== change.kind || row.cause !== change.cause) {
      const other = `${row.incident} ${row.kind} of ${row.cause}`;
      this.found.add('changes', `${at} of ${change.cause} is ${other} in the table`);
      return;
    }
    if (row.text !== change.text && !this.isRedacted(change.incident))
      this.found.add('changes', `${at} differs: table ${row.text}, topic ${change.text}`);
  }
}

/** Since when something waits, told by looks at how far work has come and where its end is. */
export class Waiting {
  private readonly marks = new Map<number, { readonly end: bigint; readonly at: number }>();

  /**
   * For how long, in seconds, something has been waiting in a partition for sure: nothing tells of what came and was done
   * between two looks.
   * @param done up to where it is done, and `end` where what there is ends.
   * @param now in milliseconds.
   */
  seconds(partition: number, done: bigint, end: bigint, now: number): number {
    const mark = this.marks.get(partition);
    if (done >= end) this.marks.delete(partition);
    else if (mark === undefined || done >= mark.end) this.marks.set(partition, { end, at: now });
    return (now - (this.marks.get(partition)?.at ?? now)) / 1_000;
  }

  /** Of partitions that are others' now nothing is known any more. */
  keep(partitions: ReadonlySet<number>): void {
    for (const partition of this.marks.keys()) if (!partitions.has(partition)) this.marks.delete(partition);
  }
}

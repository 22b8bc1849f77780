/** Where in `sorted` the first element is that comes after; looks at the end first, where most things go. */
export function insertionIndex<T>(sorted: readonly T[], comesAfter: (element: T) => boolean): number {
  let high = sorted.length;
  const last = sorted[high - 1];
  if (last === undefined || !comesAfter(last)) return high;
  let low = 0;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = sorted[middle];
    if (at !== undefined && comesAfter(at)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A list that stays in the order of `compare`, which tells all its elements apart, or takes them for equals. */
export class Sorted<T> {
  private readonly elements: T[] = [];

  constructor(private readonly compare: (a: T, b: T) => number) {}

  get first(): T | undefined {
    return this.elements[0];
  }

  get last(): T | undefined {
    return this.elements[this.elements.length - 1];
  }

  get size(): number {
    return this.elements.length;
  }

  add(element: T): void {
    this.elements.splice(this.after(element), 0, element);
  }

  /** Removes one that compares as equal, which must be there. */
  remove(element: T): void {
    const index = this.after(element) - 1;
    const found = this.elements[index];
    if (found === undefined || this.compare(found, element) !== 0) throw new Error('not in the list');
    this.elements.splice(index, 1);
  }

  [Symbol.iterator](): Iterator<T> {
    return this.elements[Symbol.iterator]();
  }

  private after(element: T): number {
    return insertionIndex(this.elements, (each) => this.compare(each, element) > 0);
  }
}

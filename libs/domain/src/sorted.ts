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

// Of lists that hold one or two for ever there are dozens an event, and one that has grown has room for sixteen more.
const short = 8;

/** The list with one more in its place; a short one is made anew, as large as it is. */
export function inserted<T>(list: T[], at: number, element: T): T[] {
  if (list.length < short) return list.toSpliced(at, 0, element);
  list.splice(at, 0, element);
  return list;
}

/** The list with one more at its end, likewise. */
export function appended<T>(list: T[], element: T): T[] {
  // A spread would have room for more, too.
  if (list.length < short) return list.concat([element]);
  list.push(element);
  return list;
}

const none: never[] = [];

/** A list that stays in the order of `compare`, which tells all its elements apart, or takes them for equals. */
export class Sorted<T> {
  private elements: T[] = none;

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
    this.elements = inserted(this.elements, this.after(element), element);
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

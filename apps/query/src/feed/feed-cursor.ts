import type { FeedPlace } from '#persistence';
import { cursorFormat, type CursorFormat } from '../http/cursor.js';

/** Where a reader of the feed stands: whose turn it is, and the last sequence read of each partition. */
export class FeedCursor {
  private readonly format: CursorFormat<FeedPlace>;

  constructor(readonly partitions: number) {
    this.format = cursorFormat(
      ({ turn, sequences }) => [turn, ...sequences],
      (json) => this.read(json),
    );
  }

  write(place: FeedPlace): string {
    return this.format.write(place);
  }

  parse(text: string): FeedPlace | undefined {
    return this.format.parse(text);
  }

  private read(json: unknown): FeedPlace | undefined {
    if (!Array.isArray(json) || !json.every(isSequence)) return undefined;
    const [turn, ...sequences] = json;
    return turn !== undefined && turn < this.partitions && sequences.length === this.partitions
      ? { turn, sequences }
      : undefined;
  }
}

function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

export type Form = 'one' | 'batch' | 'lines';

export interface SentEvent {
  readonly subject: string;
  readonly source: string;
  readonly id: string;
  /** Of all it says but its recorded time. */
  readonly hash: string;
  /** As the client gave it; `null` where ingest is to stamp it. */
  readonly recordedtime: string | null;
  readonly valid: boolean;
}
/** What ingest told of one event. */
export interface ToldResult {
  readonly status: string;
  readonly offset: string | null;
}

/** One line of the history: what a client did or was told, in the order in which it happened to it. */
export type HistoryLine =
  | {
      readonly kind: 'sent';
      readonly request: number;
      readonly at: number;
      readonly form: Form;
      readonly events: readonly SentEvent[];
    }
  | {
      readonly kind: 'answered';
      readonly request: number;
      readonly at: number;
      readonly status: number;
      readonly results: readonly (ToldResult | null)[];
      readonly offsets: readonly string[];
    }
  | { readonly kind: 'unknown'; readonly request: number; readonly at: number; readonly reason: string }
  | {
      readonly kind: 'poison';
      readonly request: number;
      readonly at: number;
      readonly mark: string;
      readonly partition: number;
      readonly reason: string;
    }
  | { readonly kind: 'appended'; readonly request: number; readonly at: number; readonly offset: string }
  | {
      readonly kind: 'applied';
      readonly at: number;
      readonly beside: 'poison' | 'nothing';
      readonly offset: string;
      readonly ms: number;
    };

/** Appends to a file that the system under test knows nothing of. */
export class History {
  private readonly stream;

  constructor(file: string) {
    this.stream = createWriteStream(file, { flags: 'a' });
  }

  write(line: HistoryLine): void {
    this.stream.write(`${JSON.stringify(line)}\n`);
  }

  async end(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.stream.once('error', reject);
      this.stream.end(resolve);
    });
  }
}

export async function* readHistory(file: string): AsyncGenerator<HistoryLine> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line !== '') yield JSON.parse(line) as HistoryLine;
  }
}

export interface Options {
  /** 0: as many as the part takes by itself. */
  readonly events: number;
  readonly seed: number;
  readonly rounds: number;
  readonly quick: boolean;
}

export interface Part {
  readonly name: string;
  run(options: Options, say: (line: string) => void): Promise<PartResult>;
}

export interface PartResult {
  readonly part: string;
  readonly figures: readonly Figure[];
  readonly goals: readonly Goal[];
  readonly notes: readonly string[];
  readonly series?: readonly Series[];
}

/** One quantity, once a round. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly rounds: readonly number[];
}

/** What must be reached: a ratio of ours to a reference, round by round, and its bound. */
export interface Goal {
  readonly path: string;
  readonly ours: string;
  readonly reference: string;
  readonly ratios: readonly number[];
  readonly least?: number;
  readonly most?: number;
}

/** A quantity over another one, for a plot. */
export interface Series {
  readonly name: string;
  readonly x: string;
  readonly y: string;
  readonly points: readonly (readonly [number, number])[];
}

import type { Announced } from '#persistence';

/** What somebody who waits is told. */
export interface Report {
  /** What was told is taken back from a topic. */
  restoring(topic: string): void;
  /** Of the log, how many records there are to apply. */
  building(generation: string, records: number): void;
  applied(records: number): void;
  built(generation: string): void;
  comparing(): void;
  announcing(generation: string, announced: Announced): void;
  /** The projectors are to be held. */
  holding(): void;
  waiting(reason: string): void;
  switched(generation: string, announced: Announced): void;
  end(): void;
}

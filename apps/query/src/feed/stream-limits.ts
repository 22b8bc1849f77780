/** What keeps streams alive, and what bounds them; in milliseconds. */
export interface StreamLimits {
  /** How often it is asked whether there is more, where nobody says so sooner. */
  readonly poll: number;
  readonly heartbeat: number;
  /** A reader that has not emptied the buffer of its socket after so long is cut off. */
  readonly drain: number;
  /** How long a client that lost its stream is asked to wait. */
  readonly retry: number;
  /** How many may be open at once. */
  readonly streams: number;
}

export const defaultStreamLimits: StreamLimits = {
  poll: 100,
  heartbeat: 15_000,
  drain: 10_000,
  retry: 2_000,
  streams: 1_000,
};

/** Throws, or rejects, with the reason if it is not well; what it returns is shown. */
export type HealthCheck = (options: {
  readonly signal: AbortSignal;
}) => Promise<Record<string, unknown> | void> | Record<string, unknown> | void;

export interface HealthChecks {
  /** Whether to send it work: what it depends on, by name. */
  readonly ready: Readonly<Record<string, HealthCheck>>;
  /** Whether to leave it running: what only a restart heals. */
  readonly live?: Readonly<Record<string, HealthCheck>>;
}

/** Known once the application is made: checks look at what it consists of. */
export type HealthChecksSource = () => HealthChecks;

export const HEALTH_CHECKS = Symbol('HEALTH_CHECKS');

export const CHECK_TIMEOUT_MS = 2_000;

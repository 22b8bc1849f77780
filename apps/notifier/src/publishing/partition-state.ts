import type { Position } from './position.js';
import type { Standstill } from './standstill.js';

/**
 * What a partition's loop is at. `elsewhere`: another instance may have it. `idle`: all is sent. `waiting`: for its turn,
 * or after a failure.
 */
export type Stage = 'elsewhere' | 'waiting' | 'opening' | 'reading' | 'publishing' | 'noting' | 'idle' | 'stopped';

export interface Failure {
  readonly stage: Stage;
  readonly message: string;
  /** Of the first failure in a row, in milliseconds since 1970. */
  readonly since: number;
}

/** What is known here of one partition; for readiness, liveness and metrics. */
export class PartitionState {
  stage: Stage = 'elsewhere';
  /** When it came to this stage, in milliseconds since 1970. */
  since = Date.now();
  /** `null` while it is not known. */
  sent: Position | null = null;
  standstill: Standstill | null = null;
  failure: Failure | null = null;

  constructor(readonly partition: number) {}

  at(stage: Stage): void {
    this.stage = stage;
    this.since = Date.now();
  }

  /** Everything up to here is published, which is also how a standstill or a failure ends. */
  sentUpTo(position: Position): void {
    this.sent = position;
    this.standstill = null;
    this.failure = null;
  }

  failed(stage: Stage, message: string): void {
    this.failure = { stage, message, since: this.failure?.since ?? Date.now() };
  }

  leave(): void {
    this.at('elsewhere');
    this.sent = null;
    this.standstill = null;
    this.failure = null;
  }
}

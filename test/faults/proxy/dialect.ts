/** A request of Kafka's by its name, or of PostgreSQL's: `COMMIT`, any other `Query`, and `Connect` for all before the first. */
export type RequestName =
  | 'Produce'
  | 'Fetch'
  | 'ListOffsets'
  | 'Metadata'
  | 'OffsetCommit'
  | 'FindCoordinator'
  | 'JoinGroup'
  | 'Heartbeat'
  | 'InitProducerId'
  | 'AddPartitionsToTxn'
  | 'EndTxn'
  | 'COMMIT'
  | 'Query'
  | 'Connect'
  | 'other';

export interface RequestFrame {
  readonly bytes: Buffer;
  /** `null` for a part of a request that a later frame completes. */
  readonly name: RequestName | null;
  /** Which request it belongs to. */
  readonly id: number;
}

export interface AnswerFrame {
  readonly bytes: Buffer;
  /** Which request it answers. */
  readonly id: number;
}

/** What a proxy understands of one connection. */
export interface Dialect {
  requests(chunk: Buffer): RequestFrame[];
  answers(chunk: Buffer): AnswerFrame[];
}

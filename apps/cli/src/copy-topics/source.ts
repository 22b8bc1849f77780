import type { Topics } from '#contracts';
import type { Rules } from '#domain';
import type { KafkaClient } from '#kafka';
import type { Database } from '#persistence';
import type { Erasure } from './erasure/erasure.js';
import type { Findings } from './findings.js';

/** What is copied from where. */
export interface Source {
  readonly kafka: KafkaClient;
  readonly database: Database;
  readonly rules: Rules;
  readonly from: Topics;
  readonly to: Topics;
  /** By partition, the offset to which the log has been applied: as far as it is copied. */
  readonly ends: readonly bigint[];
  readonly erasure: Erasure;
  readonly findings: Findings;
}

import type { Rules } from '#domain';
import type { KafkaClient } from '#kafka';
import type { Database } from '#persistence';

/** What a rebuild reads from, and by which rules. */
export interface Source {
  readonly kafka: KafkaClient;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly rules: Rules;
  readonly topicPrefix: string;
  readonly partitions: number;
}

/** What is built beside what. */
export interface Generations {
  /** The one that is served; `null` where the store was lost. */
  readonly old: number | null;
  readonly built: number;
  /** Whether facts are resolved by another policy than before. */
  readonly isOtherPolicy: boolean;
}

import type { Topics } from '#contracts';
import type { Rules } from '#domain';
import type { KafkaClient } from '#kafka';
import type { Database } from '#persistence';
import type { Permits, Tracing } from '#service';
import type { NotifierMetrics } from '../notifier-metrics.js';
import type { Heads } from './heads.js';

export const PUBLISHING = Symbol('PUBLISHING');

/** What publishing any partition takes. */
export interface Publishing {
  readonly database: Database;
  readonly kafka: KafkaClient;
  readonly rules: Rules;
  readonly topics: Topics;
  readonly topicPrefix: string;
  readonly heads: Heads;
  readonly metrics: NotifierMetrics;
  readonly permits: Permits;
  readonly tracing: Tracing;
}

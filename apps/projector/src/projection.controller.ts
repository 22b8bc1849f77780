import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { AsThrown, headerText, KafkaClient, type BatchOutcome, type LogBatch } from '#kafka';
import type { Database } from '#persistence';
import { TRACING, type Tracing } from '#service';
import { projectBatch, type Projection } from '#projection';
import { DATABASE, LOG, PROJECTION } from './projector.tokens.js';
import { fromForeignLog } from './known-log.js';
import { ProjectorMetrics } from './projector-metrics.js';
import { Stretch } from './stretch.js';

// Looking costs a fetch of the record batch before. A topic is not made anew and filled up to where we stand so soon.
const FLOWING_MS = 50;
const LOOK_EVERY_MS = 5_000;

@Controller()
@UseFilters(AsThrown)
export class ProjectionController {
  /** By partition, when its log was last known, and when the last batch from there was done. */
  private readonly seen = new Map<number, { readonly known: number; readonly done: number; readonly next: bigint }>();

  private readonly stretch = new Stretch();

  constructor(
    @Inject(PROJECTION) private readonly projection: Projection,
    @Inject(DATABASE) private readonly database: Database,
    private readonly kafka: KafkaClient,
    private readonly metrics: ProjectorMetrics,
    @Inject(TRACING) private readonly tracing: Tracing,
  ) {}

  @EventPattern(LOG)
  async project(@Payload() fetched: LogBatch): Promise<BatchOutcome> {
    const batch = this.stretch.of(fetched);
    const { partition, firstOffset, lastOffset } = batch;
    const began = performance.now();
    const last = this.seen.get(partition);
    const flows = last?.next === firstOffset && began - last.done < FLOWING_MS && began - last.known < LOOK_EVERY_MS;
    const foreign = flows ? null : await this.foreign(batch);
    if (foreign !== null) return foreign;
    const begun = performance.now();
    const outcome = await projectBatch(batch, this.projection)
      .catch((error: unknown) => {
        this.metrics.failed();
        throw error;
      })
      .finally(() => {
        this.stretch.took(batch, performance.now() - begun);
      });
    this.seen.delete(partition);
    if (this.tracing.isOn && outcome.kind === 'committed') this.trace(batch, performance.now() - begun);
    if (outcome.kind === 'committed')
      this.seen.set(partition, { known: flows ? last.known : began, done: performance.now(), next: lastOffset + 1n });
    return outcome;
  }

  /** Events of a batch are applied together, and each trace tells how long that took. */
  private trace({ records }: LogBatch, took: number): void {
    const now = Date.now();
    const parents = records.map(({ headers }) => headerText(headers, 'traceparent'));
    this.tracing.note('apply', 'consumer', parents, now - took, now);
  }

  private foreign(batch: LogBatch): Promise<BatchOutcome | null> {
    return fromForeignLog(batch, { database: this.database, kafka: this.kafka, topic: batch.topic });
  }
}

import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { AsThrown, KafkaClient, type BatchOutcome, type LogBatch } from '#kafka';
import type { Database } from '#persistence';
import { projectBatch, type Projection } from '#projection';
import { DATABASE, LOG, PROJECTION } from './projector.tokens.js';
import { fromForeignLog } from './known-log.js';

@Controller()
@UseFilters(AsThrown)
export class ProjectionController {
  constructor(
    @Inject(PROJECTION) private readonly projection: Projection,
    @Inject(DATABASE) private readonly database: Database,
    private readonly kafka: KafkaClient,
  ) {}

  @EventPattern(LOG)
  async project(@Payload() batch: LogBatch): Promise<BatchOutcome> {
    const foreign = await fromForeignLog(batch, { database: this.database, kafka: this.kafka, topic: batch.topic });
    return foreign ?? projectBatch(batch, this.projection);
  }
}

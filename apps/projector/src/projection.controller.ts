import { Controller, Inject, UseFilters } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { AsThrown, KafkaClient, type BatchOutcome, type LogBatch } from '#kafka';
import { PROJECTION, LOG } from './projector.tokens.js';
import { fromForeignLog } from './known-log.js';
import { projectBatch, type Projection } from './project-batch.js';

@Controller()
@UseFilters(AsThrown)
export class ProjectionController {
  constructor(
    @Inject(PROJECTION) private readonly projection: Projection,
    private readonly kafka: KafkaClient,
  ) {}

  @EventPattern(LOG)
  async project(@Payload() batch: LogBatch): Promise<BatchOutcome> {
    const { database } = this.projection;
    const foreign = await fromForeignLog(batch, { database, kafka: this.kafka, topic: batch.topic });
    return foreign ?? projectBatch(batch, this.projection);
  }
}

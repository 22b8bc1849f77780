import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { BatchOutcome, LogBatch } from '#kafka';
import { projectBatch, type Projection } from '#projection';
import { PROJECTION, LOG } from './projector.tokens.js';

@Controller()
export class ProjectionController {
  constructor(@Inject(PROJECTION) private readonly projection: Projection) {}

  @EventPattern(LOG)
  project(@Payload() batch: LogBatch): Promise<BatchOutcome> {
    return projectBatch(batch, this.projection);
  }
}

import { Controller, type DynamicModule, Inject, Module, type INestMicroservice, UseFilters } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, MessagePattern, type MicroserviceOptions, Payload } from '@nestjs/microservices';
import { AsThrown } from '../consumer/as-thrown.filter.js';
import type { BatchOutcome } from '../consumer/batch-outcome.js';
import type { LogBatch } from '../consumer/log-batch.js';
import type { LogBatchContext } from '../consumer/log-batch-context.js';
import { LogConsumer } from '../consumer/log-consumer.js';
import type { LogConsumerOptions } from '../consumer/log-consumer-options.js';

export type BatchHandler = (batch: LogBatch, context: LogBatchContext) => BatchOutcome | Promise<BatchOutcome>;

const HANDLER = Symbol('handler');

@Controller()
@UseFilters(AsThrown)
class TestController {
  constructor(@Inject(HANDLER) private readonly handler: { readonly handle: BatchHandler }) {}

  @MessagePattern('events')
  events(@Payload() batch: unknown, @Ctx() context: unknown): BatchOutcome | Promise<BatchOutcome> {
    return this.handler.handle(batch as LogBatch, context as LogBatchContext);
  }
}

@Module({})
class TestModule {
  static with(handle: BatchHandler): DynamicModule {
    return {
      module: TestModule,
      controllers: [TestController],
      providers: [{ provide: HANDLER, useValue: { handle } }],
    };
  }
}

/** A Nest microservice around one handler, listening. */
export async function consume(
  options: Omit<LogConsumerOptions, 'pattern'>,
  handle: BatchHandler,
): Promise<{ readonly consumer: LogConsumer; readonly app: INestMicroservice }> {
  const consumer = new LogConsumer({ ...options, pattern: 'events' });
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(TestModule.with(handle), {
    strategy: consumer,
    logger: false,
  });
  await app.listen();
  return { consumer, app };
}

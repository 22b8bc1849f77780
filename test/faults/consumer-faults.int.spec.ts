import { Controller, type DynamicModule, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, type MicroserviceOptions, Payload } from '@nestjs/microservices';
import { type BatchOutcome, createAppender, type LogBatch, LogConsumer, type Start } from '#kafka';
import { eventually, freshPrefix, kafkaBrokers } from '../support/index.js';
import { freshTopics, kafkaOver } from './kafka-topics.js';
import { type Fault, type RequestName, startProxy } from './proxy.js';

const PARTITIONS = 2;
const RECORDS = 400;

class Store {
  readonly next = new Map<number, bigint>();
  readonly applied: string[] = [];

  readonly starts = (partitions: readonly number[]): Promise<Map<number, Start>> =>
    Promise.resolve(
      new Map(partitions.map((partition) => [partition, { kind: 'next', next: this.nextOf(partition) }])),
    );

  apply({ partition, firstOffset, lastOffset, records }: LogBatch): BatchOutcome {
    if (firstOffset !== this.nextOf(partition)) return { kind: 'elsewhere', next: this.nextOf(partition) };
    this.applied.push(...records.map(({ value }) => String(value)));
    this.next.set(partition, lastOffset + 1n);
    return { kind: 'committed', next: lastOffset + 1n };
  }

  private nextOf(partition: number): bigint {
    return this.next.get(partition) ?? 0n;
  }
}

@Controller()
class StoreController {
  constructor(@Inject(Store) private readonly store: Store) {}

  @MessagePattern('events')
  events(@Payload() batch: unknown): BatchOutcome {
    return this.store.apply(batch as LogBatch);
  }
}

@Module({})
class StoreModule {
  static of(store: Store): DynamicModule {
    return { module: StoreModule, controllers: [StoreController], providers: [{ provide: Store, useValue: store }] };
  }
}

describe('reading the log over a network that fails', () => {
  it.each<Fault>(['drop', 'cut', 'mute'])('applies every record once, whatever request meets a %s', async (fault) => {
    const direct = kafkaOver();
    const { events: topic } = await freshTopics(direct, PARTITIONS);
    const [broker = ''] = kafkaBrokers();
    const proxy = await startProxy(broker);
    const proxied = kafkaOver({ socketFactory: proxy.socketFactory, requestTimeout: 500 });
    const store = new Store();
    const deaths: Error[] = [];
    const strategy = new LogConsumer({
      kafka: proxied,
      groupId: freshPrefix(),
      topic,
      pattern: 'events',
      maxBytesPerPartition: 500,
      concurrency: 2,
      sessionTimeout: 6_000,
      onAssigned: store.starts,
      onDead: (error) => deaths.push(error),
    });
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(StoreModule.of(store), {
      strategy,
      logger: false,
    });
    await app.listen();

    const struckBy: readonly RequestName[] = [
      'Fetch',
      'Heartbeat',
      'JoinGroup',
      'OffsetCommit',
      'FindCoordinator',
      'Metadata',
    ];
    let seen = 0;
    proxy.decide = (request) => {
      if (!struckBy.includes(request)) return null;
      seen += 1;
      return seen % 9 === 0 ? fault : null;
    };
    const appender = createAppender({ kafka: direct, topic, partitions: PARTITIONS });
    for (let n = 0; n < RECORDS; n += 10) {
      const values = Array.from({ length: 10 }, (_, at) => ({ key: `k${n + at}`, value: String(n + at) }));
      await appender.append(values, { deadline: Date.now() + 20_000 });
    }
    await appender.close();
    await eventually(() => store.applied.length >= RECORDS || deaths.length > 0, { timeout: 50_000 });
    expect(deaths).toEqual([]);
    expect(store.applied.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: RECORDS }, (_, n) => n));
    expect(proxy.struck.size).toBeGreaterThan(0);

    proxy.decide = () => null;
    await app.close();
    await proxy.close();
    await Promise.all([direct.close(), proxied.close()]);
  });

  it('is dead when it gets into no group although the brokers answer', async () => {
    const direct = kafkaOver();
    const { events: topic } = await freshTopics(direct, PARTITIONS);
    const [broker = ''] = kafkaBrokers();
    const proxy = await startProxy(broker);
    proxy.decide = (request) => (request === 'JoinGroup' ? 'mute' : null);
    const proxied = kafkaOver({ socketFactory: proxy.socketFactory });
    const store = new Store();
    const died = Promise.withResolvers<Error>();
    const strategy = new LogConsumer({
      kafka: proxied,
      groupId: freshPrefix(),
      topic,
      pattern: 'events',
      stallTimeout: 300,
      watchInterval: 50,
      onAssigned: store.starts,
      onDead: died.resolve,
    });
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(StoreModule.of(store), {
      strategy,
      logger: false,
    });
    const listening = app.listen().catch(() => undefined);
    expect((await died.promise).message).toContain('in no group');
    await proxy.close();
    await listening;
    await app.close();
    await Promise.all([direct.close(), proxied.close()]);
  });
});

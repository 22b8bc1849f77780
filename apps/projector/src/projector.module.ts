import { Inject, Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { Registry } from 'prom-client';
import { createKafka, KafkaClient, partitionOf } from '#kafka';
import { createDataSource, sqlOf, type Database } from '#persistence';
import { StateCache, writeBatch, type Projection } from '#projection';
import { readRules, type Settings } from '#service';
import { prepareStores } from './prepare-stores.js';
import { ProjectorMetrics } from './projector-metrics.js';
import { ProjectionController } from './projection.controller.js';
import { DATABASE, PROJECTION } from './projector.tokens.js';
import { inServedGeneration } from './served-generation.js';
import { Wake } from './wake.js';

const log = new Logger('Projector');
// No statement of a batch takes long; an answer that was lost is not waited for until the process is given up.
const ANSWER_MS = 20_000;

@Module({})
export class ProjectorModule implements OnApplicationShutdown {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly kafka: KafkaClient,
  ) {}

  static for(settings: Settings<'kafka' | 'database'>): DynamicModule {
    return {
      module: ProjectorModule,
      controllers: [ProjectionController],
      providers: [
        { provide: KafkaClient, useFactory: () => kafkaOf(settings) },
        { provide: DATABASE, inject: [KafkaClient], useFactory: (kafka: KafkaClient) => databaseOf(settings, kafka) },
        {
          provide: ProjectorMetrics,
          inject: [Registry],
          useFactory: (registry: Registry) => new ProjectorMetrics(registry),
        },
        {
          provide: PROJECTION,
          inject: [DATABASE, ProjectorMetrics],
          useFactory: (database: Database, metrics: ProjectorMetrics) => projectionOf(settings, database, metrics),
        },
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.kafka.close();
    await this.database.destroy();
  }
}

function kafkaOf({ kafka: { brokers, ssl, sasl } }: Settings<'kafka' | 'database'>): KafkaClient {
  const logger = (level: 'error' | 'warn' | 'info' | 'debug', message: string, extra: object) => {
    if (level === 'error' || level === 'warn') log[level](message, extra);
    else log.debug(message, extra);
  };
  return createKafka({ brokers, clientId: 'corrigenda-projector', ssl, sasl: sasl ?? undefined, logger });
}

async function databaseOf(settings: Settings<'kafka' | 'database'>, kafka: KafkaClient): Promise<Database> {
  const { url } = settings.database;
  const database = createDataSource({
    url,
    application: 'corrigenda-projector',
    byKey: true,
    queryTimeout: ANSWER_MS,
    onLost: (error) => log.warn(error),
  });
  await prepareStores(settings, { kafka, database }, (reason) => log.log(reason));
  return database;
}

function projectionOf(
  settings: Settings<'kafka' | 'database'>,
  database: Database,
  metrics: ProjectorMetrics,
): Projection {
  const wake = new Wake(sqlOf(database));
  const rules = readRules(settings);
  return {
    transaction: inServedGeneration(database, rules.policy),
    write: (sql, result) => writeBatch(sql, result, rules.vocabulary),
    cache: new StateCache(),
    rules,
    partitionOf: (incident) => partitionOf(incident, settings.partitions),
    onProjected: (batch, result) => {
      metrics.projected(batch, result);
      if (result.changes.length > 0 || result.deadLetters.length > 0) wake.soon();
    },
    onParked: ({ offset, cause }, { partition }) => {
      log.error('an event cannot be applied, and is parked', {
        partition,
        offset: offset.toString(),
        stack: cause instanceof Error ? cause.stack : String(cause),
      });
    },
  };
}

import { Module, type DynamicModule } from '@nestjs/common';
import { checkEvent } from '#domain';
import { GATE, type Gate, type Settings } from '#service';
import { SchemasController } from './catalogue/schemas.controller.js';
import { VocabularyController } from './catalogue/vocabulary.controller.js';
import { VocabularyInForce } from './catalogue/vocabulary-in-force.js';
import { Ingest } from './core/ingest.js';
import { RecordedClock } from './core/recorded-clock.js';
import { EventsController } from './http/events.controller.js';
import { IngestMetrics } from './ingest-metrics.js';
import { EventLog } from './log/event-log.js';
import { openEventLog } from './log/open-event-log.js';

export interface IngestOptions {
  /** How long an append may take before its events are answered `failed`, in milliseconds. */
  readonly appendWithin?: number;
  /** How long to wait for Kafka at start, in milliseconds. */
  readonly kafkaWithin?: number;
  /** What may wait for Kafka, in bytes of events; more is answered `failed` at once. */
  readonly maxWaitingBytes?: number | undefined;
}

@Module({ controllers: [EventsController, SchemasController, VocabularyController] })
export class IngestModule {
  static for(
    settings: Settings<'kafka'>,
    { appendWithin = 10_000, kafkaWithin = 60_000, maxWaitingBytes }: IngestOptions,
  ): DynamicModule {
    return {
      module: IngestModule,
      providers: [
        IngestMetrics,
        { provide: VocabularyInForce, useFactory: () => VocabularyInForce.load(settings.vocabularyFile) },
        {
          provide: EventLog,
          // After the vocabulary: a file that is wrong is told at once, not when Kafka is there.
          useFactory: (metrics: IngestMetrics) =>
            openEventLog(settings, { appendWithin, kafkaWithin, maxWaitingBytes, metrics }),
          inject: [IngestMetrics, VocabularyInForce],
        },
        {
          provide: Ingest,
          useFactory: (log: EventLog, { vocabulary }: VocabularyInForce, gate: Gate) =>
            new Ingest({
              validate: (value, recorded) => checkEvent(value, recorded, vocabulary),
              append: (entries, traceOf) => log.append(entries, traceOf),
              clock: new RecordedClock(),
              publishersOf: (statements) => gate.publishersOf(statements),
            }),
          inject: [EventLog, VocabularyInForce, GATE],
        },
      ],
    };
  }
}

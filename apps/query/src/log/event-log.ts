import type { LogOffset } from '#contracts';
import { fetchOffsets, readRecord, type KafkaClient, type LogRecord } from '#kafka';
import { Problem } from '#service';

const timeoutMs = 3_000;

/** The topic of events, as far as it is asked rather than followed. */
export class EventLog {
  constructor(
    private readonly kafka: KafkaClient,
    private readonly topic: string,
  ) {}

  /** The record there; `null` where there is none to read. */
  recordAt({ partition, offset }: LogOffset): Promise<LogRecord | null> {
    return readRecord(this.kafka, this.topic, partition, offset, timeoutMs).catch(unavailable);
  }

  /** By partition, the offset that the next record will get. */
  async ends(): Promise<ReadonlyMap<number, bigint>> {
    const offsets = await fetchOffsets(this.kafka, this.topic, timeoutMs).catch(unavailable);
    return new Map(offsets.map(({ partition, high }) => [partition, high]));
  }
}

function unavailable(error: unknown): never {
  throw new Problem('unavailable', { detail: 'Kafka does not answer', cause: error });
}

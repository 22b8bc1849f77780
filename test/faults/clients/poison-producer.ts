import kafkajs, { type Producer } from 'kafkajs';

export interface PoisonRecord {
  readonly key: string;
  readonly partition: number;
  readonly mark: string;
  readonly value: Buffer | null;
}
export const markHeader = 'mark';

/** One that knows only what Kafka tells it; a send that failed may be in the log or not, and is not sent again. */
export class PoisonProducer {
  private readonly topic: string;
  private readonly kafka: kafkajs.Kafka;
  private producer: Producer | null = null;

  constructor(brokers: readonly string[], prefix: string) {
    this.topic = `${prefix}disclosure.events.v1`;
    this.kafka = new kafkajs.Kafka({
      brokers: [...brokers],
      clientId: 'poison',
      logLevel: kafkajs.logLevel.NOTHING,
      connectionTimeout: 3_000,
      requestTimeout: 10_000,
      retry: { retries: 0 },
    });
  }

  async append({ key, partition, mark, value }: PoisonRecord): Promise<{ offset: string } | { reason: string }> {
    try {
      const producer =
        this.producer ?? this.kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
      this.producer = producer;
      await producer.connect();
      const messages = [{ key, partition, value, headers: { [markHeader]: mark } }];
      const [told] = await producer.send({ topic: this.topic, acks: -1, messages });
      return { offset: `${partition}@${told?.baseOffset ?? ''}` };
    } catch (error) {
      const failed = this.producer;
      this.producer = null;
      await failed?.disconnect().catch(() => undefined);
      return { reason: String(error) };
    }
  }

  async end(): Promise<void> {
    await this.producer?.disconnect().catch(() => undefined);
  }
}

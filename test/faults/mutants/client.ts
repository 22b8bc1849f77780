import kafkajs, { type Producer } from 'kafkajs';

export interface Acknowledged {
  readonly key: string;
  readonly offset: string;
}

/** One client of a pipeline, who writes down what it was told. */
export class Client {
  readonly acknowledged: Acknowledged[] = [];
  readonly refused: string[] = [];
  readonly poison: string[] = [];
  private producer: Producer | undefined;

  constructor(
    private readonly brokers: readonly string[],
    private readonly prefix: string,
  ) {}

  /** Sends them in one request; the statuses it was told. */
  async send(url: string, events: readonly Record<string, unknown>[]): Promise<number> {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(events),
      signal: AbortSignal.timeout(30_000),
    });
    const { results = [] } = (await response.json()) as { results?: { status: string; offset?: string }[] };
    results.forEach(({ status, offset = '' }, i) => {
      const event = events[i] ?? {};
      const key = JSON.stringify([event['subject'], event['source'], event['id']]);
      if (status === 'recorded') this.acknowledged.push({ key, offset });
      else if (status === 'rejected') this.refused.push(key);
    });
    return response.status;
  }

  /** Straight to the log, where nobody checks. */
  async append(key: string, values: readonly (string | null)[]): Promise<void> {
    this.producer ??= new kafkajs.Kafka({ brokers: [...this.brokers], logLevel: kafkajs.logLevel.NOTHING }).producer({
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    });
    await this.producer.connect();
    const topic = `${this.prefix}disclosure.events.v1`;
    for (const value of values) {
      const [told] = await this.producer.send({ topic, messages: [{ key, value }] });
      this.poison.push(`${told?.partition ?? ''}@${told?.baseOffset ?? ''}`);
    }
  }

  async end(): Promise<void> {
    await this.producer?.disconnect();
  }
}

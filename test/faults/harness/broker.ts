import { startKafka, type EmbeddedKafka, type KafkaOptions } from '#embedded';

/** A broker that can be ended, frozen, and started again on the same data and ports. */
export class Broker {
  private constructor(
    private readonly options: KafkaOptions,
    private running: EmbeddedKafka,
  ) {}

  static async start(options: KafkaOptions): Promise<Broker> {
    return new Broker(options, await startKafka(options));
  }

  get brokers(): string[] {
    return this.running.brokers;
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.running.kill(signal);
    await this.running.ended;
  }

  async again(): Promise<void> {
    this.running = await startKafka(this.options);
    if (this.running.port !== this.options.port) throw new Error('the port of Kafka was taken while it was down');
  }

  freeze(): void {
    this.running.kill('SIGSTOP');
  }

  thaw(): void {
    this.running.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.thaw();
    await this.running.stop();
  }
}

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { checkoutFolder, findJava, kafkaJars, run } from '#embedded';

const warmUp = 0.2;

/** Kafka's own tools for measuring it, of the version that the broker is. */
export class KafkaTools {
  private constructor(
    private readonly java: string,
    private readonly classPath: string,
  ) {}

  static async fetched(): Promise<KafkaTools> {
    const { command } = await findJava();
    const { folder, classPath } = await kafkaJars(join(checkoutFolder(), '.cache'), () => undefined);
    const version = basename(folder).replace('kafka-', '');
    const tools = join(folder, `kafka-tools-${version}.jar`);
    if (!existsSync(tools)) {
      const artifact = `org.apache.kafka:kafka-tools:${version}`;
      const { status, output } = await run('mvn', [
        '--quiet',
        '--batch-mode',
        'dependency:copy',
        `-Dartifact=${artifact}`,
        `-DoutputDirectory=${folder}`,
      ]);
      if (status !== 0) throw new Error(`${artifact} could not be fetched:\n${output}`);
    }
    return new KafkaTools(command, `${tools}:${classPath}`);
  }

  /**
   * Records a second of `ProducerPerformance` with `acks=all`.
   * @param payloads texts that the records' values are taken from.
   */
  async produce(
    brokers: readonly string[],
    topic: string,
    { records, payloads, folder }: { records: number; payloads: readonly string[]; folder: string },
  ): Promise<number> {
    const file = join(folder, 'payloads.ndjson');
    await writeFile(file, `${payloads.join('\n')}\n`);
    const output = await this.tool('ProducerPerformance', [
      ...['--topic', topic, '--num-records', String(records), '--throughput', '-1', '--payload-file', file],
      ...['--warmup-records', String(Math.floor(records * warmUp))],
      ...['--command-property', `bootstrap.servers=${brokers.join(',')}`, 'acks=all'],
    ]);
    const [, sent] = /^(\d+) records sent, .* 99th/m.exec(output) ?? [];
    const [, rate] = /steady state records sent, ([\d.]+) records\/sec/.exec(output) ?? [];
    if (Number(sent) !== records || rate === undefined) throw new Error(`not all of ${records} were sent: ${output}`);
    return Number(rate);
  }

  /** Records a second of `ConsumerPerformance`, without the time that joining the group takes. */
  async consume(brokers: readonly string[], topic: string, records: number): Promise<number> {
    const output = await this.tool('ConsumerPerformance', [
      ...['--bootstrap-server', brokers.join(','), '--topic', topic, '--num-records', String(records)],
      ...['--timeout', '60000'],
    ]);
    const lines = output.split('\n');
    const names = lines.find((line) => line.startsWith('start.time'))?.split(',') ?? [];
    const cells = lines.find((line) => line.split(',').length === names.length && /^\d/.test(line))?.split(',') ?? [];
    const cell = (name: string) => Number(cells[names.findIndex((each) => each.trim() === name)]);
    const [read, rate] = [cell('data.consumed.in.nMsg'), cell('fetch.nMsg.sec')];
    if (!(read >= records) || !(rate > 0)) throw new Error(`not all of ${records} were read: ${output}`);
    return rate;
  }

  private async tool(name: string, args: readonly string[]): Promise<string> {
    const { status, output } = await run(this.java, [
      '-Xmx512m',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      ...['-cp', this.classPath, `org.apache.kafka.tools.${name}`, ...args],
    ]);
    if (status !== 0) throw new Error(`${name} ended with ${String(status)}: ${output}`);
    return output;
  }
}

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { run } from './command.js';
import { startKafka, type EmbeddedKafka } from './kafka.js';

const { env } = process;
let dataDir: string;
let kafka: EmbeddedKafka | null = null;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'corrigenda-kafka-'));
});
afterEach(async () => {
  process.env = env;
  await kafka?.stop();
  kafka = null;
  await rm(dataDir, { recursive: true, force: true });
});

const start = async (port = 0): Promise<EmbeddedKafka> => (kafka = await startKafka({ dataDir, port }));
const client = (to: EmbeddedKafka): Kafka => new Kafka({ brokers: to.brokers, logLevel: logLevel.NOTHING });

describe('an embedded Kafka', () => {
  it('finds its topics and records again after a stop, on another port', async () => {
    const first = await start();
    await write(first, 'kept', ['one', 'two']);
    await first.stop();
    expect(await first.ended).toBeNull();

    const second = await start();
    expect(second.port).not.toBe(first.port);
    expect(await read(second, 'kept', 2)).toEqual(['one', 'two']);
  });

  it('says how it was killed, with its last log lines, and loses nothing', async () => {
    const first = await start();
    await write(first, 'kept', ['one']);
    first.kill('SIGKILL');
    expect((await first.ended)?.message).toMatch(
      /^Kafka ended with SIGKILL. The end of .*server\.log:\n.*Kafka Server started/s,
    );

    expect(await read(await start(), 'kept', 1)).toEqual(['one']);
  });

  it('takes another port when the wanted one is taken', async () => {
    const { server, port } = await occupy();
    expect((await start(port)).port).not.toBe(port);
    server.close();
  });

  it('refuses a data folder that is in use', async () => {
    await start();
    await expect(startKafka({ dataDir, port: 0 })).rejects.toThrow(
      `The data folder ${dataDir} is in use: process ${process.pid} runs Kafka on it.`,
    );
  });

  it('says that Java is missing and what to do', async () => {
    process.env = { ...env, PATH: '', JAVA_HOME: '' };
    await expect(start()).rejects.toThrow(
      /^Kafka needs Java 17 or later, and none was found on the PATH\. Install one .* or set KAFKA_BROKERS/,
    );
  });

  it('says that Maven is missing when there are no jars yet', async () => {
    const home = /java\.home = (.*)/.exec((await run('java', ['-XshowSettings:properties', '-version'])).output)?.[1];
    process.env = { ...env, PATH: '', JAVA_HOME: home };
    await expect(startKafka({ dataDir, cacheDir: join(dataDir, 'cache') })).rejects.toThrow(
      /no mvn on the PATH\. Install it .* or set KAFKA_BROKERS/,
    );
  });

  it('reports settings that the broker refuses with the lines that say why', async () => {
    await expect(startKafka({ dataDir, port: 0, settings: { 'num.io.threads': 'many' } })).rejects.toThrow(
      /num\.io\.threads/,
    );
  });
});

async function occupy(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { server, port: address.port };
}

async function write(to: EmbeddedKafka, topic: string, values: string[]): Promise<void> {
  const admin = client(to).admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
  await admin.disconnect();
  const producer = client(to).producer();
  await producer.connect();
  await producer.send({ topic, messages: values.map((value) => ({ value })) });
  await producer.disconnect();
}

async function read(from: EmbeddedKafka, topic: string, count: number): Promise<string[]> {
  const consumer = client(from).consumer({ groupId: 'reader', maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const values: string[] = [];
  const done = new Promise<void>((resolve, reject) => {
    // What may be tried again, as while the coordinator of a new broker loads, kafkajs tries again.
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) reject(payload.error);
    });
    const eachMessage = ({ message }: { message: { value: Buffer | null } }): Promise<void> => {
      values.push(String(message.value));
      if (values.length === count) resolve();
      return Promise.resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await done.finally(() => consumer.disconnect());
  return values;
}

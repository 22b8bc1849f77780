import { once } from 'node:events';
import { createServer } from 'node:net';
import { compiledService, type CompiledService } from '../testing/child-service.js';

const kafka = { KAFKA_BROKERS: 'localhost:9092', INGEST_PORT: '0' };

let compiled: CompiledService;
beforeAll(async () => {
  compiled = await compiledService();
});
afterAll(() => compiled.remove());

describe('a service as a process', () => {
  it('says that it listens, to the log and to its supervisor, and nothing else', async () => {
    const service = compiled.start(kafka);
    const { port, url } = await service.ready;
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    service.process.kill('SIGTERM');
    const { code, lines, stderr } = await service.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['info', 'listening'],
      ['info', 'stopping'],
      ['info', 'stopped'],
    ]);
    expect(lines[0]).toMatchObject({ service: 'ingest', url });
  });

  it('exits with 78 and tells all that is wrong with its environment', async () => {
    const { code, lines, stderr } = await compiled.start({ PARTITIONS: 'six', AUTH: 'keys' }).ended;
    expect({ code, lines }).toEqual({ code: 78, lines: [] });
    expect(stderr).toBe(
      [
        'ingest cannot start, the environment is not right:',
        '  KAFKA_BROKERS is not set; it says where Kafka is: host:port, several separated by commas',
        '  PARTITIONS must be a whole number from 1 to 1000; given: "six"',
        '  DATABASE_URL is not set, and AUTH is keys; it says where PostgreSQL is',
        '',
      ].join('\n'),
    );
  });

  it('exits with 1 and one line where its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const { code, lines, stderr } = await compiled.start({ ...kafka, INGEST_PORT: port }).ended;
    other.close();
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    const msg = `port ${port} on 127.0.0.1 is taken; set INGEST_PORT to a free one, or stop what listens there`;
    expect(lines).toMatchObject([{ level: 'fatal', msg }]);
    expect(lines[0]).not.toHaveProperty('err');
  });

  it('exits with 1 and the reason where the application refuses to start', async () => {
    const { code, lines, stderr } = await compiled.start({ ...kafka, REFUSE: 'the topic has 3 partitions' }).ended;
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(lines).toMatchObject([{ level: 'fatal', msg: 'the topic has 3 partitions' }]);
  });

  it('exits with 1 and a stack where the application breaks at start', async () => {
    const { code, lines } = await compiled.start({ ...kafka, BREAK: 'a bug' }).ended;
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatchObject({ level: 'fatal', msg: 'could not start', err: { message: 'a bug' } });
  });

  it('exits with 1 when a rejection is handled by nobody', async () => {
    const service = compiled.start(kafka);
    const { url } = await service.ready;
    await fetch(`${url}/reject`).catch(() => undefined);
    const { code, lines } = await service.ended;
    expect(code).toBe(1);
    expect(lines.find(({ level }) => level === 'fatal')).toMatchObject({
      msg: 'unhandled rejection',
      err: { message: 'nobody waits for this' },
    });
  });

  it('is cut off, with what hangs in the log, when it does not stop in time', async () => {
    const service = compiled.start({ ...kafka, HANG: '', STOP_WITHIN: '200' });
    await service.ready;
    service.process.kill('SIGTERM');
    service.process.kill('SIGINT');
    const { code, lines } = await service.ended;
    expect(code).toBe(1);
    expect(lines.at(-1)).toMatchObject({
      level: 'fatal',
      msg: 'did not stop in time',
      hanging: ['hooks and transports of the application'],
    });
  });

  it('stops well while a transport is still connecting', async () => {
    const service = compiled.start({ ...kafka, CONNECT: '' });
    await service.listening;
    service.process.kill('SIGTERM');
    const { code, lines } = await service.ended;
    expect(code).toBe(0);
    expect(lines.map(({ msg }) => msg)).toEqual(['listening', 'stopping', 'stopped']);
  });

  it('stops when its supervisor is gone', async () => {
    const service = compiled.start(kafka);
    await service.ready;
    service.process.disconnect();
    const { code, lines } = await service.ended;
    expect(code).toBe(0);
    expect(lines[1]).toMatchObject({ msg: 'stopping', why: 'the supervisor is gone' });
  });

  it('does not die of a log that nobody reads', async () => {
    const service = compiled.start(kafka);
    const { url } = await service.ready;
    service.process.stdout?.destroy();
    for (let asked = 0; asked < 3; asked += 1) expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    service.process.kill('SIGTERM');
    const [code] = (await once(service.process, 'exit')) as [number | null];
    expect(code).toBe(0);
  });
});

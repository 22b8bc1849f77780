import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { eventually, startPipeline, type Pipeline } from '../support/index.js';
import { People } from './people.js';

let pipeline: Pipeline;
let people: People;
let [one, other] = ['', ''];

beforeAll(async () => {
  pipeline = await startPipeline({
    AUTH: 'keys',
    PARTITIONS: '2',
    RATE_PER_CALLER: '20',
    RATE_OVERALL: '30',
    STREAMS_PER_CALLER: '2',
  });
  people = await People.of(pipeline.databaseUrl);
  [one, other] = [
    await people.holder({ name: 'one', scopes: ['read'] }),
    await people.holder({ name: 'other', scopes: ['read'] }),
  ];
  await eventually(async () => (await ask(one)).status === 200 && (await ask(other)).status === 200);
}, 120_000);

afterAll(async () => {
  await people.close();
  await pipeline.end();
});

function ask(key: string | null, path = '/v1/incidents', signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  return fetch(pipeline.url('query') + path, { headers, ...(signal === undefined ? {} : { signal }) });
}

const statuses = async (asked: readonly Promise<Response>[]) => (await Promise.all(asked)).map(({ status }) => status);
/** However slow the machine is: so many at once until one is refused, and no more were taken than the seconds that it took allow. */
async function burst(
  send: (i: number) => Promise<Response>,
  size: number,
  taken: number,
  perSecond: number,
): Promise<void> {
  await eventually(async () => {
    const began = performance.now();
    const asked = await statuses(Array.from({ length: size }, (_, i) => send(i)));
    const seconds = Math.ceil((performance.now() - began) / 1_000) + 1;
    expect(count(asked, taken)).toBeLessThanOrEqual(perSecond * seconds);
    expect(count(asked, taken) + count(asked, 429)).toBe(size);
    return count(asked, 429) > 0;
  });
}

const count = (list: readonly number[], status: number) => list.filter((each) => each === status).length;
/** Until a second of the limits is over. */
const calm = (key: string) => eventually(async () => (await ask(key)).status === 200);

describe('a caller', () => {
  it('is asked to wait beyond a rate, and nobody else', async () => {
    await calm(one);
    await burst(() => ask(one), 45, 200, 20);
    await calm(other);
    const refused = await eventually(async () => {
      const asked = await Promise.all(Array.from({ length: 45 }, () => ask(one)));
      return asked.find(({ status }) => status === 429) ?? false;
    });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await refused.json()).toMatchObject({ type: '/problems/rate-limited' });
    await calm(one);
  });

  it('shares the rate of all', async () => {
    await calm(one);
    await burst((i) => ask(i % 2 === 0 ? one : other), 200, 200, 30);
    await calm(other);
  });

  it('who is not known is heard twenty times a second', async () => {
    await calm(one);
    await burst(() => ask(null), 55, 401, 20);
  });

  it('has so many streams open, and more once some are closed', async () => {
    const open = async (key: string) => {
      const stop = new AbortController();
      const answer = await eventually(async () => {
        const tried = await ask(key, '/v1/changes/stream', stop.signal);
        // Of the rate, and not of the streams.
        if (tried.status !== 429) return tried;
        const { detail } = (await tried.json()) as { readonly detail: string };
        return detail.includes('streams') ? tried : false;
      });
      return { status: answer.status, stop: () => stop.abort() };
    };
    const [first, second] = [await open(one), await open(one)];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect((await open(one)).status).toBe(429);
    const another = await open(other);
    expect(another.status).toBe(200);
    first.stop();
    const last = await eventually(async () => {
      const tried = await open(one);
      return tried.status === 200 ? tried : false;
    });
    for (const { stop } of [second, another, last]) stop();
  });
});

describe('a connection', () => {
  /** What is answered until it is cut. */
  const cut = async (service: 'ingest' | 'query', text: string): Promise<string> => {
    const { hostname, port } = new URL(pipeline.url(service));
    const socket: Socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    socket.write(text);
    let answer = '';
    socket.on('data', (part: Buffer) => (answer += part.toString()));
    await once(socket, 'close');
    return answer;
  };
  const body = 'content-type: application/cloudevents-batch+json\r\ncontent-length: 100000\r\n\r\n{';

  it('is cut whose headers do not come, or whose body does not end although nobody wants it', async () => {
    const [headers, refused, mayRead] = await Promise.all([
      cut('query', 'GET /v1/incidents HTTP/1.1\r\nhost: x\r\n'),
      cut('ingest', `POST /v1/events HTTP/1.1\r\nhost: x\r\n${body}`),
      cut('ingest', `POST /v1/events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${one}\r\n${body}`),
    ]);
    expect(headers).toMatch(/^HTTP\/1.1 408 /);
    expect(refused).toMatch(/^HTTP\/1.1 401 /);
    expect(mayRead).toMatch(/^HTTP\/1.1 403 /);
  }, 60_000);
});

import { once } from 'node:events';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { eventually } from '../../../test/support/index.js';
import { anIngest, type RunningIngest } from './testing/an-ingest.js';
import { jsonLines, types } from './testing/answer.js';
import { described, published } from './testing/events.js';
import { liveMemory } from './testing/live-memory.js';

let ingest: RunningIngest;
beforeAll(async () => {
  ingest = await anIngest();
});
afterAll(() => ingest.stop());

const toLines = (events: readonly unknown[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');
const send = (body: string | Buffer, query = '') => ingest.post(body, types.lines, `/v1/events${query}`);

function open(query = ''): ClientRequest {
  return request(`${ingest.url}/v1/events${query}`, { method: 'POST', headers: { 'content-type': types.lines } });
}

async function answerOf(sending: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(sending, 'response')) as [IncomingMessage];
  return answer;
}

describe('NDJSON', () => {
  it('tells what was not recorded by its line, and last a summary', async () => {
    const good = JSON.stringify(described('l1'));
    const bad = JSON.stringify(published('l4', { value: 'x' }));
    const large = JSON.stringify(described('l6', { data: { title: 'x'.repeat(600 * 1024) } }));
    const body = Buffer.concat([
      Buffer.from(`${good}\r\n\n  \n${bad}\nno json\n${large}\n`),
      Buffer.from([0x22, 0xff, 0x22, 0x0a]),
      Buffer.from(good),
    ]);
    const answer = await send(body);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    expect(answer.lines()).toMatchObject([
      {
        line: 4,
        id: 'l4',
        source: '/desk/test',
        status: 'rejected',
        problem: { errors: [{ pointer: '/data/claims/0/value' }] },
      },
      { line: 5, id: null, source: null, status: 'rejected', problem: { type: '/problems/invalid-event' } },
      { line: 6, status: 'rejected', problem: { type: '/problems/too-large' } },
      { line: 7, status: 'rejected', problem: { errors: [{ pointer: '', message: 'is not UTF-8' }] } },
      { lines: 6, recorded: 2, rejected: 4, failed: 0, stoppedAt: null },
    ]);
    const offsets = answer.lines().at(-1)?.['offsets'] as string[];
    expect(offsets).toHaveLength(1);
    expect(JSON.parse(String((await ingest.logged(offsets[0]))?.value))).toMatchObject({ id: 'l1' });
  });

  it('of nothing is answered with a summary', async () => {
    const summary = { lines: 0, recorded: 0, rejected: 0, failed: 0, stoppedAt: null, offsets: [] };
    expect((await send('')).lines()).toEqual([summary]);
    expect((await send('\n\n')).lines()).toEqual([summary]);
  });

  it('stops at 1,000 rejections', async () => {
    const bad = Array.from({ length: 1_200 }, (_, index) => ({ id: `bad${index}` }));
    const answer = await send(toLines([described('before'), ...bad, described('after')]));
    expect(answer.lines()).toHaveLength(1_001);
    expect(answer.lines().at(-1)).toMatchObject({ lines: 1_001, recorded: 1, rejected: 1_000, stoppedAt: 1_001 });
  });

  it('answers while it is read', async () => {
    const sending = open('?results=all');
    sending.write(toLines([described('first')]));
    const answer = await answerOf(sending);
    expect(String(await once(answer, 'data'))).toContain('"line":1,');
    sending.end(toLines([described('second')]));
    expect(jsonLines(await text(answer))).toMatchObject([
      { line: 2, status: 'recorded' },
      { lines: 2, recorded: 2 },
    ]);
  });

  it('refuses another value of results', async () => {
    const answer = await send('', '?results=some');
    expect([answer.status, answer.json()]).toMatchObject([
      400,
      { type: '/problems/invalid-query', errors: [{ parameter: 'results' }] },
    ]);
  });

  it('takes no more memory for a slow reader', async () => {
    const sending = open('?results=all');
    const answered = answerOf(sending);
    const data = { title: 'x'.repeat(40_000) };
    const held: number[] = [];
    // 200 MB, made as they are sent: what is held is the service's.
    for (let count = 0; count < 5_000; count += 1) {
      if (!sending.write(toLines([described(`slow${count}`, { data })]))) await once(sending, 'drain');
      if (count % 500 === 499) held.push(liveMemory());
    }
    sending.end();
    const lines = jsonLines(await text(await answered));
    expect(lines.map(({ line }) => line).slice(0, 5_000)).toEqual(Array.from({ length: 5_000 }, (_, at) => at + 1));
    expect(lines.at(-1)).toMatchObject({ lines: 5_000, recorded: 5_000 });
    // What is under way is there in several copies (line, text, record, request), about 50 MB at worst.
    const [first = 0, ...later] = held;
    expect(Math.max(...later) - first).toBeLessThan(100 * 1024 * 1024);
  });

  it('stops reading when the client goes away', async () => {
    const sending = open('?results=all');
    sending.on('error', () => undefined);
    sending.write(toLines([described('gone')]));
    const answer = await answerOf(sending);
    answer.on('error', () => undefined);
    await once(answer, 'data');
    sending.destroy();
    await eventually(async () => {
      const { text: metrics } = await ingest.get('/metrics');
      return metrics.includes('route="/v1/events",status="aborted"');
    });
    expect((await send(toLines([described('next')]))).lines()).toMatchObject([{ recorded: 1 }]);
  });
});

describe('a stop', () => {
  it('ends a stream with a summary that says where', async () => {
    const own = await anIngest();
    const sending = request(`${own.url}/v1/events?results=all`, {
      method: 'POST',
      headers: { 'content-type': types.lines },
    });
    sending.on('error', () => undefined);
    sending.write(`${toLines([described('stopped')])}{"half":`);
    const answer = await answerOf(sending);
    const [first] = (await once(answer, 'data')) as [Buffer];
    const rest = text(answer);
    await own.stop();
    expect(jsonLines(String(first) + (await rest))).toMatchObject([
      { line: 1, status: 'recorded' },
      { lines: 1, recorded: 1, stoppedAt: 1 },
    ]);
  });
});

import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import kafkajs from 'kafkajs';
import { topicNames } from '#contracts';
import { eventually, kafkaBrokers, startPipeline, type Pipeline } from '../support/index.js';
import { drawTrace } from './draw-trace.js';

interface Span {
  readonly service: string;
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly from: bigint;
  readonly to: bigint;
}

interface Exported {
  readonly resourceSpans: readonly {
    readonly resource: {
      readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
    };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<Span, 'service' | 'from' | 'to'> & {
        readonly startTimeUnixNano: string;
        readonly endTimeUnixNano: string;
      })[];
    }[];
  }[];
}

const spans: Span[] = [];
let collector: Server;
let pipeline: Pipeline;

beforeAll(async () => {
  collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      for (const { resource, scopeSpans } of (JSON.parse(body) as Exported).resourceSpans) {
        const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
        for (const { startTimeUnixNano, endTimeUnixNano, ...span } of scopeSpans.flatMap((scope) => scope.spans))
          spans.push({ ...span, service, from: BigInt(startTimeUnixNano), to: BigInt(endTimeUnixNano) });
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  pipeline = await startPipeline({
    PARTITIONS: '2',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_BSP_SCHEDULE_DELAY: '100',
  });
}, 120_000);

afterAll(async () => {
  await pipeline.end();
  await new Promise((resolve) => collector.close(resolve));
});

/** Answers the trace that the change of it has on the topic. */
async function told(id: string, headers: Readonly<Record<string, string>>, members: object = {}): Promise<string> {
  const event = {
    specversion: '1.0',
    id,
    source: '/traced',
    type: 'disclosure.statement.published.v1',
    subject: id,
    time: '2026-01-01T00:00:00Z',
    data: { statement: 's', publisher: { id: 'p', name: 'P', kind: 'media' }, claims: [] },
    ...members,
  };
  const answer = await fetch(`${pipeline.url('ingest')}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json', ...headers },
    body: JSON.stringify(event),
  });
  expect(answer.status).toBe(201);
  const consumer = new kafkajs.Kafka({ brokers: kafkaBrokers(), logLevel: kafkajs.logLevel.NOTHING }).consumer({
    groupId: `${pipeline.prefix}${id}`,
  });
  await consumer.connect();
  await consumer.subscribe({ topic: topicNames(pipeline.prefix).changes, fromBeginning: true });
  const seen: string[] = [];
  await consumer.run({
    eachMessage: ({ message }) => {
      if (String(message.key) === id) seen.push(String(message.headers?.['traceparent']));
      return Promise.resolve();
    },
  });
  await eventually(() => Promise.resolve(seen.length > 0));
  await consumer.disconnect();
  return seen[0] ?? '';
}

const ofTrace = (traceId: string) => spans.filter((span) => span.traceId === traceId);

it.each([
  ['that the sender began', 'sent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  ['that the event carries', 'carried', '00-2af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  ['that begins at ingest', 'begun', undefined],
])('a trace %s follows an event through all services to its consumer', async (_, id, traceparent) => {
  const given = traceparent === undefined ? {} : { traceparent };
  const consumed = id === 'carried' ? await told(id, {}, given) : await told(id, given);
  const [, traceId = '', parent = ''] = consumed.split('-');
  if (traceparent !== undefined) expect(traceId).toBe(traceparent.split('-')[1]);
  await eventually(() => Promise.resolve(ofTrace(traceId).length >= 3));
  const found = ofTrace(traceId).sort((a, b) => (a.from < b.from ? -1 : 1));
  expect(found.map(({ service, name, kind, parentSpanId }) => ({ service, name, kind, parentSpanId }))).toEqual([
    { service: 'corrigenda-ingest', name: 'POST /v1/events', kind: 2, parentSpanId: traceparent?.split('-')[2] },
    { service: 'corrigenda-projector', name: 'apply', kind: 5, parentSpanId: parent },
    { service: 'corrigenda-notifier', name: 'publish', kind: 4, parentSpanId: parent },
  ]);
  // What a consumer makes of it has the request as its parent, too.
  expect(found[0]?.spanId).toBe(parent);
  for (const { from, to } of found) expect(to >= from).toBe(true);
  const drawn = drawTrace(found);
  for (const { service, name } of found) expect(drawn).toContain(`${service}: ${name}`);
  const file = process.env['TRACE_PICTURE'];
  if (file !== undefined && traceparent === undefined) await writeFile(file, drawn);
});

it('a trace that nobody is to tell is passed on and not told', async () => {
  const unsampled = '00-1af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  const consumed = await told('untold', { traceparent: unsampled });
  expect(consumed).toMatch(/^00-1af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
  await told('after', {});
  await eventually(() =>
    Promise.resolve(spans.some(({ name, traceId }) => name === 'publish' && !traceId.startsWith('0af'))),
  );
  expect(ofTrace('1af7651916cd43dd8448eb211c80319c')).toEqual([]);
});

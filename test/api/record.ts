import { topicNames, type Json, type Topics } from '#contracts';
import type { RecordedAnswer } from '#service';
import { read, sendLines } from '../support/client.js';
import { eventually, type Pipeline } from '../support/index.js';
import { readTopic, type TopicRecord } from '../support/topic.js';
import { askedOfIngest, askedOfQuery, lines, type Asked } from './asked.js';
import type { Recorded } from './documents.js';

/** Runs the Panasonic case, asks what is to be asked, and keeps what is answered and published. */
export async function record(pipeline: Pipeline): Promise<Recorded> {
  const { summary } = await sendLines(pipeline, lines);
  await read(pipeline, '/v1/incidents', summary.offsets);
  const [first = ''] = summary.offsets;
  const query = await each(askedOfQuery, (asked) =>
    ask(pipeline.url('query'), { ...asked, path: asked.path.replace('{offset}', first) }),
  );
  const events = await lastOf(pipeline, 'events');
  const topics = {
    events,
    changes: await lastOf(pipeline, 'changes'),
    incidents: await lastOf(pipeline, 'incidents'),
    deadLetters: await aDeadLetter(pipeline),
  };
  const ingest = await each(askedOfIngest, (asked) => ask(pipeline.url('ingest'), asked));
  return { ingest, query, topics };
}

async function ask(
  url: string,
  { operation, name, path, method: told, headers = {}, content }: Asked,
): Promise<RecordedAnswer> {
  const method = told ?? (content === undefined ? 'GET' : 'POST');
  const request = { method, path, content: (content ?? null) as RecordedAnswer['request']['content'] };
  const response = await fetch(url + path, {
    method,
    headers: { ...headers, ...(content === undefined ? {} : { 'content-type': content.mediaType }) },
    body: typeof content?.body === 'string' ? content.body : (JSON.stringify(content?.body) ?? null),
  });
  const mediaType = response.headers.get('content-type')?.split(';')[0] ?? '';
  const text = await response.text();
  const body = mediaType.endsWith('json') && mediaType !== 'application/x-ndjson' ? (JSON.parse(text) as Json) : text;
  return { operation, name, request, status: response.status, content: { mediaType, body } };
}

/** The id of an event that is there already, with other content. */
async function aDeadLetter(pipeline: Pipeline) {
  const [first = '{}'] = lines;
  const event = JSON.parse(first) as { readonly data: object };
  await sendLines(pipeline, [JSON.stringify({ ...event, data: { ...event.data, title: 'Something else' } })]);
  return lastOf(pipeline, 'deadLetters');
}

/** Of the record that the last event of the case brought. */
async function lastOf(pipeline: Pipeline, topic: keyof Topics) {
  const found = await eventually(async () => {
    const records = await readTopic(topicNames(pipeline.prefix)[topic]);
    return records.findLast((one) => one.key === 'panasonic-2021' && isLast(one, topic)) ?? false;
  });
  // As a deployment without TOPIC_PREFIX names its topics.
  const text = JSON.stringify({ headers: found.headers, payload: JSON.parse(found.value ?? 'null') as Json });
  return JSON.parse(text.replaceAll(pipeline.prefix, '')) as { readonly headers: Json; readonly payload: Json };
}

function isLast({ value }: TopicRecord, topic: string): boolean {
  return topic !== 'incidents' || (JSON.parse(value ?? '{}') as { data?: { version?: number } }).data?.version === 7;
}

async function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

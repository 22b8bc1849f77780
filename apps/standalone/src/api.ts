import { setTimeout as pause } from 'node:timers/promises';
import type { FeedItem, IncidentView } from '#contracts';

const readyWithinMs = 90_000;

async function get<T>(url: string, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** Resolves when the service says that it is ready; rejects with its reasons when it has not for too long. */
export async function ready(url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  for (;;) {
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok === true) return;
    if (Date.now() > deadline) throw new Error(`${url} did not become ready: ${await reasons(answer)}`);
    await pause(100, undefined, { signal });
  }
}

async function reasons(answer: Response | null): Promise<string> {
  const body = (await answer?.json().catch(() => null)) as
    { error?: Record<string, { message?: string }> } | null | undefined;
  const down = Object.entries(body?.error ?? {}).map(([name, { message }]) => `${name}: ${message ?? 'down'}`);
  return down.length > 0 ? down.join('; ') : 'no answer';
}

/** Nothing in the log, and nothing in the read models. */
export async function isEmpty(query: string): Promise<boolean> {
  const { items } = await get<{ items: unknown[] }>(`${query}/v1/incidents?limit=1`);
  if (items.length > 0) return false;
  const { partitions } = await get<{ partitions: { end: number }[] }>(`${query}/v1/ops/projection`);
  return partitions.every(({ end }) => end === 0);
}

interface Summary {
  readonly lines: number;
  readonly recorded: number;
  readonly offsets: readonly string[];
}

/** Sends NDJSON; answers its summary. */
export async function send(ingest: string, ndjson: string): Promise<Summary> {
  const response = await fetch(`${ingest}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: ndjson,
  });
  const lines = (await response.text()).trim().split('\n');
  const summary = JSON.parse(lines.at(-1) ?? '{}') as Summary;
  if (!response.ok || summary.recorded !== summary.lines)
    throw new Error(`the example was not recorded: ${lines.join('\n')}`);
  return summary;
}

/** The incident, once everything up to these offsets is applied; `null` for one that nobody has told of. */
export async function incident(
  query: string,
  id: string,
  offsets: readonly string[] = [],
): Promise<IncidentView | null> {
  const headers: Record<string, string> = offsets.length > 0 ? { 'disclosure-min-offset': offsets.join(', ') } : {};
  const response = await fetch(`${query}/v1/incidents/${id}`, { headers });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`GET ${response.url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as IncidentView;
}

/** Every change of one fact of an incident. */
export async function changesOf(query: string, incident: string, fact: string): Promise<FeedItem[]> {
  const feed = await get<{ items: FeedItem[] }>(
    `${query}/v1/changes?from=start&limit=500&incident=${incident}&fact=${fact}`,
  );
  return feed.items;
}

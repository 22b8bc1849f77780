import type { Pipeline } from './pipeline.js';

export interface Summary {
  readonly lines: number;
  readonly recorded: number;
  readonly rejected: number;
  readonly failed: number;
  readonly offsets: readonly string[];
}

/** What a client does that sends NDJSON: all lines of the answer, and the summary that ends it. */
export async function sendLines(
  pipeline: Pipeline,
  lines: readonly string[],
): Promise<{ answers: Record<string, unknown>[]; summary: Summary }> {
  const response = await fetch(`${pipeline.url('ingest')}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  const answers = (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const summary = answers.pop();
  if (summary === undefined || !('lines' in summary)) throw new Error('the answer was cut off');
  return { answers, summary: summary as unknown as Summary };
}

/** A read that waits until these offsets are applied. */
export async function read<T>(pipeline: Pipeline, path: string, offsets: readonly string[] = []): Promise<T> {
  const headers: Record<string, string> = offsets.length > 0 ? { 'disclosure-min-offset': offsets.join(', ') } : {};
  const response = await fetch(`${pipeline.url('query')}${path}`, { headers });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  readonly json: () => Record<string, unknown>;
  readonly results: () => Record<string, unknown>[];
  /** The body as NDJSON. */
  readonly lines: () => Record<string, unknown>[];
}

export const types = {
  one: 'application/cloudevents+json',
  batch: 'application/cloudevents-batch+json',
  lines: 'application/x-ndjson',
};

export async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: () => JSON.parse(text) as Record<string, unknown>,
    results: () => (JSON.parse(text) as { results: Record<string, unknown>[] }).results,
    lines: () => jsonLines(text),
  };
}

export function jsonLines(text: string): Record<string, unknown>[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A running pipeline, as anybody sees it from outside. */
export interface Target {
  readonly brokers: readonly string[];
  readonly prefix: string;
  readonly queryUrl: string;
  readonly databaseUrl: string;
  /** Of who asks, where callers are asked who they are. */
  readonly key?: string;
  /** Of which rows are read; all unless given. */
  readonly incidents?: readonly string[];
}

export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly body: unknown;
}

/** What goes with a request of somebody who has a key, or has none. */
export const credentials = (key?: string): Readonly<Record<string, string>> =>
  key === undefined ? {} : { authorization: `Bearer ${key}` };

export async function get({ queryUrl, key }: Target, path: string): Promise<Answer> {
  const response = await fetch(`${queryUrl}${path}`, { redirect: 'manual', headers: credentials(key) });
  const text = await response.text();
  const body: unknown = text === '' ? null : JSON.parse(text);
  return { status: response.status, location: response.headers.get('location'), body };
}

/** All pages of a list; where it is no list, the status. */
export async function getAll(target: Target, path: string): Promise<unknown> {
  const items: unknown[] = [];
  for (let cursor: string | null = null; ;) {
    const more: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await get(target, `${path}${path.includes('?') ? '&' : '?'}limit=500${more}`);
    if (status !== 200) return { status };
    const page = body as { items: unknown[]; next: string | null };
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = page.next;
  }
}

import { hostname, userInfo } from 'node:os';
import { readSettings } from '#service';
import { say } from '../terminal/out.js';

export interface Question {
  readonly method?: 'GET' | 'POST';
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: string | Buffer;
  readonly type?: string;
}

/** What a service answered that was not what we asked for. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    message: string,
    readonly retryAfter: number | null,
  ) {
    super(message);
  }
}

/** One of the services that speak HTTP. `DISCLOSURE_KEY` is a key or token, where they ask who calls. */
export class Api {
  constructor(readonly url: string) {}

  async ask<T>(path: string, question: Question = {}): Promise<T> {
    return JSON.parse(await this.text(path, question)) as T;
  }

  async text(path: string, { method = 'GET', query = {}, body, type }: Question = {}): Promise<string> {
    const url = new URL(this.url + path);
    for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
    const key = process.env['DISCLOSURE_KEY'];
    const credentials = key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` };
    const headers = {
      'disclosure-operator': operator(),
      ...credentials,
      ...(type === undefined ? {} : { 'content-type': type }),
    };
    const response = await fetch(url, { method, headers, body: body ?? null }).catch((error: unknown) => {
      throw new ApiError(0, `Nobody answers at ${this.url}: ${reasonOf(error)}`, null);
    });
    const text = await response.text().catch((error: unknown) => {
      throw new ApiError(0, `${this.url} broke off its answer: ${reasonOf(error)}`, null);
    });
    if (response.ok) return text;
    const after = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw new ApiError(response.status, problemIn(text, response.status), Number.isFinite(after) ? after : null);
  }
}

/** `QUERY_URL` or `INGEST_URL`, or where the settings of the services put it. */
export function apiOf(service: 'query' | 'ingest', env: NodeJS.ProcessEnv = process.env): Api {
  const variable = `${service.toUpperCase()}_URL`;
  const given = env[variable];
  if (given !== undefined && !URL.canParse(given)) throw new Error(`${variable} is not a URL: ${given}`);
  const { host, ports } = readSettings(env, { needs: [] });
  const api = new Api((given ?? `http://${host}:${ports[service]}`).replace(/\/+$/, ''));
  say(`${service} at ${api.url}`);
  return api;
}

/** Only printable ASCII may stand in a header. */
function operator(): string {
  return `${userInfo().username}@${hostname()}`.replace(/[^!-~]/g, '?');
}

function problemIn(text: string, status: number): string {
  try {
    const {
      title,
      detail,
      errors = [],
    } = JSON.parse(text) as {
      title?: string;
      detail?: string;
      errors?: { pointer?: string; parameter?: string; message: string }[];
    };
    const faults = errors.map(({ pointer, parameter, message }) => `${pointer ?? parameter ?? ''} ${message}`);
    return [title ?? `HTTP ${status}`, ...(detail === undefined ? [] : [detail]), ...faults].join(': ');
  } catch {
    return `HTTP ${status}`;
  }
}

/** `fetch` hides what went wrong one level down. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  if (!(cause instanceof Error)) return message;
  return cause.message === '' ? ((cause as NodeJS.ErrnoException).code ?? message) : cause.message;
}

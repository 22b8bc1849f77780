import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { CHANGES_CHANNEL } from './changes-channel.js';

export interface ChangesListenerOptions {
  readonly url: string;
  readonly application: string;
  /** Somebody says that there are changes. */
  readonly onNotified: () => void;
  /** It listens again as soon as it can; what is said meanwhile is missed. */
  readonly onLost: (error: unknown) => void;
}

const CONNECT_MS = 5_000;
const BETWEEN_TRIES_MS = 1_000;
const FAREWELL_MS = 1_000;

/** Listens on a connection of its own until it is closed. Whoever needs to know looks for himself, too, only later. */
export class ChangesListener {
  private readonly closing = new AbortController();
  private readonly listening: Promise<void>;

  constructor(private readonly options: ChangesListenerOptions) {
    this.listening = this.keepListening();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.listening;
  }

  private async keepListening(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      await this.listen().catch((error: unknown) => {
        if (!signal.aborted) this.options.onLost(error);
      });
      await delay(BETWEEN_TRIES_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Resolves when it is to end, rejects when the connection does. */
  private async listen(): Promise<void> {
    const { url, application, onNotified } = this.options;
    const { signal } = this.closing;
    const client = new pg.Client({
      connectionString: url,
      application_name: `${application}-listener`,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: CONNECT_MS,
      keepAlive: true,
    });
    const { promise: ended, resolve, reject } = Promise.withResolvers<undefined>();
    const end = (): void => resolve(undefined);
    client.on('error', reject);
    client.on('end', () => reject(new Error('PostgreSQL closed the connection')));
    client.on('notification', onNotified);
    signal.addEventListener('abort', end);
    try {
      await Promise.race([client.connect().then(() => client.query(`LISTEN ${CHANGES_CHANNEL}`)), ended]);
      await ended;
    } finally {
      signal.removeEventListener('abort', end);
      await Promise.race([client.end().catch(() => undefined), delay(FAREWELL_MS, undefined, { ref: false })]);
    }
  }
}

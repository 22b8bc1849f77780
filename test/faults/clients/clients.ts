import { setTimeout as delay } from 'node:timers/promises';
import { Chance } from '../../oracle/chance.js';
import { contentHash } from './content.js';
import { History, type SentEvent } from './history.js';
import { PoisonProducer } from './poison-producer.js';
import { send } from './send.js';
import { untilApplied } from './applied.js';
import { workOf, type PoisonWork, type ProbeWork, type RequestWork, type Sendable, type Work } from './work.js';

export interface ClientOptions {
  /** Asked before every request: a service that was started again may listen elsewhere. */
  readonly ingestUrls: () => readonly string[];
  readonly seed: number;
  readonly historyFile: string;
  /** Without them, no poison is sent. */
  readonly brokers?: readonly string[];
  readonly prefix?: string;
  readonly partitions?: number;
  /** Without it, nobody asks how long it takes until an event is applied. */
  readonly queryUrls?: () => readonly string[];
  /** Where callers are asked who they are. */
  readonly key?: string;
  /** Events a second, of all clients together; 60 unless given. */
  readonly rate?: number;
  /** How many clients, each with one request in flight; 4 unless given. */
  readonly clients?: number;
  /** In milliseconds; 15 s unless given. */
  readonly timeout?: number;
}
export interface ClientTotals {
  readonly requests: number;
  readonly events: number;
  readonly answered: number;
  readonly recorded: number;
  readonly rejected: number;
  readonly unknown: number;
  readonly retries: number;
  readonly poison: number;
  readonly probes: number;
}
export interface Clients {
  stop(): Promise<ClientTotals>;
}

const firstPause = 100;
const longestPause = 3_000;

/** Clients that take turns at the work of their seed, and go on through whatever happens to the pipeline. */
export function startClients(options: ClientOptions): Clients {
  const { rate = 60, clients = 4, partitions = 6 } = options;
  const run = new Run(options);
  const work = workOf(options.seed, partitions);
  const stopped = new AbortController();
  // When the next piece of work may begin, so that all clients together keep to the rate; never a burst after a fault.
  let free = performance.now();
  const loop = async (n: number): Promise<void> => {
    const chance = new Chance(options.seed * 31 + n);
    while (!stopped.signal.aborted) {
      const { value } = work.next() as { value: Work };
      const now = performance.now();
      const begin = Math.max(now, free);
      free = begin + (1_000 * sizeOf(value)) / rate;
      if (!(await pause(begin - now, stopped.signal))) return;
      await run.take(value, chance, stopped.signal);
    }
  };
  const loops = Promise.all(Array.from({ length: clients }, (_, n) => loop(n)));
  return {
    stop: async () => {
      stopped.abort();
      await loops;
      return run.end();
    },
  };
}

class Run {
  private readonly totals = {
    requests: 0,
    events: 0,
    answered: 0,
    recorded: 0,
    rejected: 0,
    unknown: 0,
    retries: 0,
    poison: 0,
    probes: 0,
  };
  private readonly history: History;
  private readonly producer: PoisonProducer | null;
  private last = 0;

  constructor(private readonly options: ClientOptions) {
    const { brokers, prefix = '' } = options;
    this.history = new History(options.historyFile);
    this.producer = brokers === undefined ? null : new PoisonProducer(brokers, prefix);
  }

  async take(work: Work, chance: Chance, signal: AbortSignal): Promise<void> {
    switch (work.kind) {
      case 'request':
        await this.request(work, chance, signal);
        return;
      case 'poison':
        return this.poison(work);
      case 'probe':
        return this.probe(work, chance, signal);
    }
  }

  /** The same again while its outcome is unknown; the offsets that it was told of. */
  private async request(work: RequestWork, chance: Chance, signal: AbortSignal): Promise<readonly (string | null)[]> {
    for (let wait = firstPause; ; wait = Math.min(2 * wait, longestPause)) {
      const settled = await this.attempt(work, chance);
      if (settled !== null) return settled;
      if (!(await pause(wait, signal))) return [];
      this.totals.retries += 1;
    }
  }

  private async probe({ behind, beside, request }: ProbeWork, chance: Chance, signal: AbortSignal): Promise<void> {
    if (behind !== null) await this.poison(behind);
    const [offset = null] = await this.request(request, chance, signal);
    const { key, queryUrls } = this.options;
    const urls = queryUrls?.() ?? [];
    if (offset === null || urls.length === 0) return;
    const ms = await untilApplied(chance.of(urls), String(request.events[0]?.event['subject']), offset, key);
    if (ms === null) return;
    this.totals.probes += 1;
    this.history.write({ kind: 'applied', at: Date.now(), beside, offset, ms: Math.round(ms) });
  }

  private async poison({ key, partition, mark, poison }: PoisonWork): Promise<void> {
    if (this.producer === null) return;
    const request = ++this.last;
    this.totals.poison += 1;
    this.history.write({ kind: 'poison', request, at: Date.now(), mark, partition, reason: poison.reason });
    const sent = await this.producer.append({ key, partition, mark, value: poison.value });
    const at = Date.now();
    if ('offset' in sent) this.history.write({ kind: 'appended', request, at, offset: sent.offset });
    else this.history.write({ kind: 'unknown', request, at, reason: sent.reason });
  }

  async end(): Promise<ClientTotals> {
    await this.producer?.end();
    await this.history.end();
    return this.totals;
  }

  /** The offsets told, if it is settled. */
  private async attempt(work: RequestWork, chance: Chance): Promise<readonly (string | null)[] | null> {
    const { ingestUrls, timeout = 15_000, key } = this.options;
    const urls = ingestUrls();
    if (urls.length === 0) return null;
    const request = ++this.last;
    this.totals.requests += 1;
    this.totals.events += work.events.length;
    const events = work.events.map(sentEvent);
    this.history.write({ kind: 'sent', request, at: Date.now(), form: work.form, events });
    const outcome = await send(chance.of(urls), work, timeout, key);
    const at = Date.now();
    if (outcome.kind === 'unknown') {
      this.totals.unknown += 1;
      this.history.write({ kind: 'unknown', request, at, reason: outcome.reason });
      return null;
    }
    this.totals.answered += 1;
    const statuses = outcome.answer.results.map((result) => result?.status);
    this.totals.recorded += statuses.filter((status) => status === 'recorded').length;
    this.totals.rejected += statuses.filter((status) => status === 'rejected').length;
    this.history.write({ kind: 'answered', request, at, ...outcome.answer });
    return outcome.again ? null : outcome.answer.results.map((result) => result?.offset ?? null);
  }
}

const sizeOf = (work: Work) => (work.kind === 'request' ? work.events.length : 1);

function sentEvent({ event, valid }: Sendable): SentEvent {
  const text = (name: string) => String(event[name]);
  const { recordedtime } = event;
  return {
    subject: text('subject'),
    source: text('source'),
    id: text('id'),
    hash: contentHash(event),
    recordedtime: typeof recordedtime === 'string' ? recordedtime : null,
    valid,
  };
}

/** `false` if it was cut short. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (ms <= 0) return !signal.aborted;
  return delay(ms, true, { signal }).catch(() => false);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { contentHash } from '../clients/content.js';
import { History } from '../clients/history.js';
import { PoisonProducer } from '../clients/poison-producer.js';
import type { Poison } from '../clients/poison.js';
import { send } from '../clients/send.js';
import type { Sendable } from '../clients/work.js';
import { partitionOf } from '../clients/stories.js';

/** A client of a pipeline, whose history is what the checker judges by. It sends each request once. */
export class Client {
  private readonly history: History;
  private readonly producer: PoisonProducer;
  private requests = 0;
  private ended: Promise<unknown> | undefined;

  private constructor(
    readonly historyFile: string,
    { brokers, prefix }: { readonly brokers: readonly string[]; readonly prefix: string },
    private readonly partitions: number,
  ) {
    this.history = new History(historyFile);
    this.producer = new PoisonProducer(brokers, prefix);
  }

  static async of(
    target: { readonly brokers: readonly string[]; readonly prefix: string },
    partitions: number,
  ): Promise<Client> {
    const folder = await mkdtemp(join(tmpdir(), 'corrigenda-history-'));
    return new Client(join(folder, 'history.ndjson'), target, partitions);
  }

  /** A batch of events, one of which is not valid if that is given. Whether all were recorded, as far as it was told. */
  async send(
    url: string,
    events: readonly Record<string, unknown>[],
    invalid?: Record<string, unknown>,
  ): Promise<boolean> {
    const request = (this.requests += 1);
    const all: Sendable[] = events.map((event) => ({ event, valid: true }));
    if (invalid !== undefined) all.push({ event: invalid, valid: false });
    const sent = all.map(({ event, valid }) => ({
      subject: String(event['subject']),
      source: String(event['source']),
      id: String(event['id']),
      hash: contentHash(event),
      recordedtime: (event['recordedtime'] as string | undefined) ?? null,
      valid,
    }));
    const form = 'batch';
    this.history.write({ kind: 'sent', request, at: Date.now(), form, events: sent });
    const outcome = await send(url, { kind: 'request', form, all: true, events: all }, 30_000);
    this.history.write(
      outcome.kind === 'unknown'
        ? { kind: 'unknown', request, at: Date.now(), reason: outcome.reason }
        : { kind: 'answered', request, at: Date.now(), ...outcome.answer },
    );
    return outcome.kind === 'answered' && outcome.answer.results.every((told) => told?.status === 'recorded');
  }

  /** Straight to the log, where nobody checks. */
  async poison(key: string, mark: string, { reason, value }: Poison): Promise<void> {
    const request = (this.requests += 1);
    const partition = partitionOf(key, this.partitions);
    this.history.write({ kind: 'poison', request, at: Date.now(), mark, partition, reason });
    const told = await this.producer.append({ key, partition, mark, value });
    this.history.write(
      'offset' in told
        ? { kind: 'appended', request, at: Date.now(), offset: told.offset }
        : { kind: 'unknown', request, at: Date.now(), reason: told.reason },
    );
  }

  /** Its history is whole from then on, until it is removed. */
  async end(): Promise<void> {
    this.ended ??= Promise.all([this.producer.end(), this.history.end()]);
    await this.ended;
  }

  async forget(): Promise<void> {
    await rm(dirname(this.historyFile), { recursive: true, force: true });
  }
}

import type { Ends } from './ends.js';
import { PublishFailed, toPublisherError } from './errors.js';
import { requestsOf, type PublishBatch, type RequestPart } from './publish-batch.js';
import type { PublisherTail } from './publisher-tail.js';
import type { Transactions } from './transactions.js';

export interface PublisherTopics {
  readonly changes: string;
  readonly incidents: string;
  readonly deadLetters: string;
}

const PRODUCE_BYTES = 700_000;

/** Writes one partition of the three topics, a batch a transaction. After its first error it is of no more use. */
export class Publisher {
  private dead: Error | undefined;

  constructor(
    /** In a topic of incidents that is empty no state was ever committed. */
    readonly tail: PublisherTail & { readonly incidentsEmpty: boolean },
    private readonly topics: PublisherTopics,
    private readonly transactions: Transactions,
    private readonly ends: Ends,
  ) {}

  /** Commits a batch as a whole. Rejects with `Fenced`, `MessageTooLarge` or `PublishFailed`; one call at a time. */
  async publish(batch: PublishBatch): Promise<void> {
    if (this.dead !== undefined) throw new PublishFailed('This publisher has failed before', { cause: this.dead });
    if (batch.changes.length + batch.incidents.length + batch.deadLetters.length === 0) return;
    try {
      for (const request of requestsOf(batch, PRODUCE_BYTES)) await this.send(request);
      await this.transactions.commit();
      this.ends.committed();
    } catch (error) {
      this.dead = toPublisherError(error);
      this.transactions.discard();
      throw this.dead;
    }
  }

  /** Disconnects. A transaction under way is left to the next publisher, or its time-out, to abort. */
  async close(): Promise<void> {
    if (this.dead !== undefined) return;
    this.dead = new PublishFailed('This publisher is closed');
    await this.transactions.close().catch(() => undefined);
  }

  private async send(request: readonly RequestPart[]): Promise<void> {
    const wanted = request.map(({ part, messages }) => ({ topic: this.topics[part], messages }));
    for (const { topic, base, count } of await this.transactions.send(wanted)) this.ends.sentTo(topic, base, count);
  }
}

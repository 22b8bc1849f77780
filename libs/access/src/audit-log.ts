import { Logger } from '@nestjs/common';
import { sqlOf, writeAudit, type AuditEntry, type Database } from '#persistence';
import type { Noted } from '#service';

const GATHER_MS = 100;
const AGAIN_MS = 1_000;
// Different ones: the same, however often they come meanwhile, are one with a number.
const MOST_WAITING = 10_000;

interface Waiting {
  entry: AuditEntry;
  readonly kept: PromiseWithResolvers<undefined>;
}

/** Writes what is noted, some at a time, until it is written; what it has no room for goes to the log. */
export class AuditLog {
  private readonly log = new Logger('Audit');
  private waiting = new Map<string, Waiting>();
  private writing: Promise<void> | undefined;
  private closing = false;

  constructor(
    private readonly service: string,
    private readonly database: Database,
  ) {}

  /** Resolves when it is written. */
  async note({ principal, action, outcome, detail }: Noted): Promise<void> {
    const key = JSON.stringify([principal, action, outcome, detail]);
    const same = this.waiting.get(key);
    if (same !== undefined) {
      same.entry = { ...same.entry, times: same.entry.times + 1 };
      return same.kept.promise;
    }
    if (this.waiting.size >= MOST_WAITING) {
      this.log.error('no room for an audit entry', { principal, action, outcome, detail });
      return;
    }
    const entry = { service: this.service, principal, action, outcome, times: 1, detail };
    const kept = Promise.withResolvers<undefined>();
    this.waiting.set(key, { entry, kept });
    this.writing ??= this.write().finally(() => (this.writing = undefined));
    return kept.promise;
  }

  /** Writes what is waiting, once. */
  async close(): Promise<void> {
    this.closing = true;
    await this.writing;
  }

  private async write(): Promise<void> {
    for (let pause = GATHER_MS; this.waiting.size > 0;) {
      await new Promise((resolve) => setTimeout(resolve, this.closing ? 0 : pause));
      const taken = this.waiting;
      this.waiting = new Map();
      try {
        await writeAudit(
          sqlOf(this.database),
          [...taken.values()].map(({ entry }) => entry),
        );
        for (const { kept } of taken.values()) kept.resolve(undefined);
        pause = GATHER_MS;
      } catch (error) {
        this.log.warn(`audit entries are not written so far: ${String(error)}`);
        if (this.closing) {
          for (const { entry } of taken.values()) this.log.error('an audit entry is not written', entry);
          return;
        }
        for (const [key, one] of taken) {
          const newer = this.waiting.get(key);
          if (newer === undefined) this.waiting.set(key, one);
          else {
            newer.entry = { ...newer.entry, times: newer.entry.times + one.entry.times };
            newer.kept.promise.then(
              () => one.kept.resolve(undefined),
              () => undefined,
            );
          }
        }
        pause = AGAIN_MS;
      }
    }
  }
}

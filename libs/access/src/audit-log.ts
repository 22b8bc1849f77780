import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { isRefusal, sqlOf, writeAudit, type AuditEntry, type Database } from '#persistence';
import type { Noted } from '#service';

const AGAIN_MS = 1_000;
// Different ones: the same, however often they come meanwhile, are one with a number.
const MOST_WAITING = 10_000;

interface Waiting {
  entry: AuditEntry;
  readonly kept: PromiseWithResolvers<undefined>;
}

// Of a text that somebody else has made up: a header, a name.
const LONGEST = 500;

/** What JSON of PostgreSQL takes, whatever a caller has sent. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, LONGEST).toWellFormed().replaceAll('\0', '\uFFFD');
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [storable(name), storable(inner)]));
}

/**
 * Writes what is noted at once, and what comes meanwhile together, until it is written. What there is no room for, or no time as
 * the service ends, goes to the log.
 */
export class AuditLog {
  private readonly log = new Logger('Audit');
  private readonly closing = new AbortController();
  private waiting = new Map<string, Waiting>();
  private writing: Promise<void> | undefined;

  constructor(
    private readonly service: string,
    private readonly database: Database,
  ) {}

  /** Resolves when it is written. */
  async note({ principal, action, outcome, detail }: Noted): Promise<void> {
    const told = storable(detail) as AuditEntry['detail'];
    const key = JSON.stringify([principal, action, outcome, told]);
    const same = this.waiting.get(key);
    if (same !== undefined) {
      same.entry = { ...same.entry, times: same.entry.times + 1 };
      return same.kept.promise;
    }
    const entry = { service: this.service, principal, action, outcome, times: 1, detail: told };
    if (this.waiting.size >= MOST_WAITING) {
      this.log.error('no room for an audit entry', entry);
      return;
    }
    const kept = Promise.withResolvers<undefined>();
    this.waiting.set(key, { entry, kept });
    this.writing ??= this.writeAll().finally(() => (this.writing = undefined));
    return kept.promise;
  }

  /** Writes what is waiting. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.writing;
  }

  private async writeAll(): Promise<void> {
    while (this.waiting.size > 0) {
      const taken = [...this.waiting.values()];
      this.waiting = new Map();
      while (!(await this.write(taken))) await this.untilAgain();
      for (const { kept } of taken) kept.resolve(undefined);
    }
  }

  /** `false` if they are to be written again. */
  private async write(taken: readonly Waiting[]): Promise<boolean> {
    const entries = taken.map(({ entry }) => entry);
    const last = this.closing.signal.aborted;
    try {
      await writeAudit(sqlOf(this.database), entries);
      return true;
    } catch (error) {
      if (isRefusal(error)) {
        // However often it is tried: the others do not wait for it.
        await this.writeSingly(taken, error);
        return true;
      }
      this.log.warn(`audit entries are not written so far: ${String(error)}`);
      if (last) for (const entry of entries) this.log.error('an audit entry is not written', entry);
      return last;
    }
  }

  private async writeSingly(taken: readonly Waiting[], refusal: unknown): Promise<void> {
    const [one, ...others] = taken;
    if (one === undefined) return;
    if (others.length === 0) {
      this.log.error(`an audit entry is not taken: ${String(refusal)}`, one.entry);
      return;
    }
    for (const each of taken) while (!(await this.write([each]))) await this.untilAgain();
  }

  private async untilAgain(): Promise<void> {
    await delay(AGAIN_MS, undefined, { signal: this.closing.signal }).catch(() => undefined);
  }
}

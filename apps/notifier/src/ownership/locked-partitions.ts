import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { PartitionLocks } from '#persistence';
import type { PartitionState } from '../publishing/partition-state.js';
import type { PartitionStates } from '../publishing/partition-states.js';
import { backoff, pause } from '../publishing/pause.js';
import { publishPartition } from '../publishing/publish-partition.js';
import type { Publishing } from '../publishing/publishing.js';

const LOOK_MS = 250;
const REST_AFTER_FENCING_MS = 2_000;
const FINISH_MS = 6_000;
const ABORT_MS = 3_000;

/** Takes every partition that nobody publishes, and publishes it for as long as the connection that holds its lock lives. */
export class LockedPartitions implements OnApplicationBootstrap, OnModuleDestroy {
  /** When the loop was last seen to go round, in milliseconds since 1970. */
  seenAt = Date.now();
  private readonly log = new Logger(LockedPartitions.name);
  private readonly stop = new AbortController();
  private readonly cutOff = new AbortController();
  private readonly restUntil = new Map<number, number>();
  private isConnected = false;
  private looping: Promise<void> = Promise.resolve();

  constructor(
    private readonly url: string,
    private readonly publishing: Publishing,
    private readonly states: PartitionStates,
  ) {}

  /** Whether it has the connection on which locks are held. */
  get connected(): boolean {
    return this.isConnected;
  }

  onApplicationBootstrap(): void {
    this.looping = this.loop();
  }

  /** Lets batches under way be finished for some seconds, then cuts them off: the next owner finds out what became of them. */
  async onModuleDestroy(): Promise<void> {
    this.stop.abort();
    const ended = new AbortController();
    const looping = this.looping.then(() => ended.abort());
    await pause(FINISH_MS, ended.signal);
    this.cutOff.abort();
    await Promise.race([looping, pause(ABORT_MS, ended.signal)]);
  }

  private async loop(): Promise<void> {
    for (let failures = 0; !this.stop.signal.aborted;) {
      this.seenAt = Date.now();
      const lost = new AbortController();
      try {
        const locks = await this.open(lost);
        this.isConnected = true;
        failures = 0;
        await this.hold(locks, lost.signal);
      } catch (error) {
        failures += 1;
        this.log.warn(`the connection that holds the locks failed (${failures}): ${String(error)}`);
      }
      this.isConnected = false;
      if (!this.stop.signal.aborted) await pause(backoff(Math.max(failures, 1)), this.stop.signal);
    }
  }

  private open(lost: AbortController): Promise<PartitionLocks> {
    return PartitionLocks.open({
      url: this.url,
      application: 'corrigenda-notifier',
      onNotified: () => this.publishing.heads.wake(),
      onLost: (error) => {
        this.log.warn(`the locks are lost: ${error.message}`);
        lost.abort();
      },
    });
  }

  private async hold(locks: PartitionLocks, lost: AbortSignal): Promise<void> {
    const ended = AbortSignal.any([lost, this.stop.signal]);
    const running = new Map<number, Promise<void>>();
    try {
      while (!ended.aborted) {
        this.seenAt = Date.now();
        for (const partition of await locks.take(this.free(running))) {
          running.set(
            partition,
            this.publish(partition, locks, lost).finally(() => running.delete(partition)),
          );
        }
        await pause(LOOK_MS, ended);
      }
    } finally {
      // Locks that are given back all at once would be taken while a batch is under way here.
      await Promise.all(running.values());
      await locks.close();
    }
  }

  private free(running: ReadonlyMap<number, unknown>): number[] {
    const now = Date.now();
    const resting = (partition: number): boolean => (this.restUntil.get(partition) ?? 0) > now;
    return this.states.all
      .map(({ partition }) => partition)
      .filter((partition) => !running.has(partition) && !resting(partition));
  }

  private async publish(partition: number, locks: PartitionLocks, lost: AbortSignal): Promise<void> {
    const state = this.states.all[partition];
    if (state === undefined) return;
    const { heads } = this.publishing;
    heads.watch(partition);
    try {
      const outcome = await this.run(state, lost);
      if (outcome === 'fenced')
        this.restUntil.set(partition, Date.now() + REST_AFTER_FENCING_MS * (0.5 + Math.random()));
    } finally {
      state.leave();
      heads.unwatch(partition);
      await locks.release(partition).catch((error: unknown) => this.log.warn(String(error)));
    }
  }

  private run(state: PartitionState, lost: AbortSignal): Promise<'left' | 'fenced'> {
    return publishPartition(state, this.publishing, {
      leave: AbortSignal.any([lost, this.stop.signal]),
      revoked: AbortSignal.any([lost, this.cutOff.signal]),
    });
  }
}

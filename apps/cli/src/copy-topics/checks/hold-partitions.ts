import { PartitionLocks } from '#persistence';
import { Refused } from '../refused.js';

const LOOK_MS = 2_000;

export interface Held {
  /** @throws Refused if they are no longer held. */
  check(): void;
  release(): Promise<void>;
}

/** Holds every partition as a notifier would: none publishes meanwhile, and no second copy is made. @throws Refused */
export async function holdPartitions(url: string, partitions: number): Promise<Held> {
  let lost: Error | null = null;
  const locks = await PartitionLocks.open({
    url,
    application: 'corrigenda-copy-topics',
    onLost: (error) => (lost = error),
    onNotified: () => undefined,
  });
  const all = Array.from({ length: partitions }, (_, partition) => partition);
  const taken = new Set(await locks.take(all));
  const others = all.filter((partition) => !taken.has(partition));
  if (others.length > 0) {
    await locks.close();
    throw new Refused([
      `a notifier runs, or another copy: partitions ${others.join(', ')} are held. Stop the services`,
    ]);
  }
  // PostgreSQL ends a connection that asks for nothing.
  const asking = setInterval(() => void locks.take([]).catch(() => undefined), LOOK_MS);
  return {
    check: () => {
      if (lost !== null)
        throw new Refused([`the connection that holds the partitions is lost: ${lost.message}. Run the command again`]);
    },
    release: async () => {
      clearInterval(asking);
      await locks.close();
    },
  };
}

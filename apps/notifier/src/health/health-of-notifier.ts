import { ping } from '#kafka';
import type { HealthChecks } from '#service';
import type { Connections } from '../connections.js';
import type { LockedPartitions } from '../ownership/locked-partitions.js';
import type { PartitionState } from '../publishing/partition-state.js';
import type { PartitionStates } from '../publishing/partition-states.js';
import type { Watchdog } from './watchdog.js';

const PING_MS = 1_500;
/** A failure that the next attempt makes good is not worth an alarm. */
const FAILING_MS = 5_000;
/** Of what ends the process: a quarter makes it unready. */
const STALL_SHARE = 0.25;

export class HealthOfNotifier {
  readonly checks: HealthChecks;

  constructor(
    { database, kafka }: Connections,
    private readonly states: PartitionStates,
    private readonly locked: LockedPartitions,
    private readonly watchdog: Watchdog,
  ) {
    this.checks = {
      ready: {
        kafka: () => ping(kafka, PING_MS),
        postgresql: async () => {
          await database.query('SELECT 1');
        },
        partitions: () => this.partitions(),
      },
      live: { loops: () => this.loops() },
    };
  }

  private partitions(): Record<string, unknown> {
    if (!this.locked.connected) throw new Error('no connection to PostgreSQL holds the locks of the partitions');
    const troubles = this.states.owned.flatMap((state) => troubleOf(state) ?? []);
    if (troubles.length > 0) throw new Error(troubles.join('; '));
    const stall = this.watchdog.stalled(Date.now(), STALL_SHARE);
    if (stall !== null) throw new Error(stall);
    return { publishing: this.states.owned.map(({ partition }) => partition) };
  }

  private loops(): void {
    const stall = this.watchdog.stalled();
    if (stall !== null) throw new Error(stall);
  }
}

function troubleOf({ partition, standstill, failure }: PartitionState): string | null {
  if (standstill !== null) return `partition ${partition} stands still (${standstill.category}): ${standstill.message}`;
  if (failure === null || Date.now() - failure.since < FAILING_MS) return null;
  return `partition ${partition} fails at ${failure.stage} since ${new Date(failure.since).toISOString()}: ${failure.message}`;
}

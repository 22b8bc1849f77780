import {
  createDataSource,
  migrate,
  prepareChangeHeads,
  prepareProjectionOffsets,
  servedTransaction,
  sqlOf,
  type Database,
} from '#persistence';
import { projectBatch, StateCache, writeBatch, type Projection } from '#projection';
import { rules } from './domain.js';

/** A projector without Kafka: batches are handed to it. */
export class Projecting {
  private next = 0n;
  private projection: Projection;

  private constructor(readonly database: Database) {
    this.projection = this.fresh();
  }

  static async on(url: string): Promise<Projecting> {
    const database = createDataSource({
      url,
      application: 'bench',
      connections: 2,
      byKey: true,
      onLost: () => undefined,
    });
    await database.initialize();
    await migrate(database);
    await prepareProjectionOffsets(sqlOf(database), 1);
    await prepareChangeHeads(sqlOf(database), 1);
    return new Projecting(database);
  }

  /** Milliseconds that each batch takes. */
  async project(lines: readonly string[], size: number): Promise<number[]> {
    const took: number[] = [];
    for (let at = 0; at < lines.length; at += size) took.push(await this.batch(lines.slice(at, at + size)));
    return took;
  }

  /** As after a restart: nothing is in memory. */
  forget(): void {
    this.projection = this.fresh();
  }

  private async batch(lines: readonly string[]): Promise<number> {
    const records = lines.map((line, i) => ({
      offset: this.next + BigInt(i),
      key: null,
      value: Buffer.from(line),
      headers: {},
      timestamp: 0,
    }));
    const lastOffset = this.next + BigInt(lines.length) - 1n;
    const from = performance.now();
    const outcome = await projectBatch(
      {
        topic: 'bench',
        partition: 0,
        firstOffset: this.next,
        lastOffset,
        highWatermark: lastOffset + 1n,
        records,
        heartbeat: () => Promise.resolve(),
      },
      this.projection,
    );
    const took = performance.now() - from;
    if (outcome.kind !== 'committed') throw new Error(`not committed: ${JSON.stringify(outcome.kind)}`);
    this.next = outcome.next;
    return took;
  }

  private fresh(): Projection {
    return {
      transaction: (work) => servedTransaction(this.database, (sql, { number }) => work(sql, number)),
      write: (sql, result) => writeBatch(sql, result, rules.vocabulary),
      cache: new StateCache(),
      rules,
      partitionOf: () => 0,
      onProjected: (_, { deadLetters }) => {
        for (const { detail } of deadLetters) throw new Error(`a dead letter: ${detail}`);
      },
      onParked: ({ cause }) => {
        throw cause;
      },
    };
  }
}

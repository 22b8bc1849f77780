import kafkajs from 'kafkajs';
import { DataSource, EntitySchema } from 'typeorm';
import { topicNames } from '#contracts';
import type { Cluster, Place } from '../cluster.js';
import type { RecordedBatch } from '../recording.js';
import { objectsOf } from './copied.js';

const keys: Readonly<Record<string, readonly string[]>> = {
  event: ['incident_id', 'source', 'id'],
  statement: ['incident_id', 'statement', 'published'],
  statement_revision: ['incident_id', 'statement', 'revision'],
  fact: ['incident_id', 'fact', 'item', 'published'],
  position: ['incident_id', 'fact', 'item', 'speaker', 'slot', 'published'],
  dispute: ['incident_id', 'fact', 'item', 'disputed'],
  'public.change': ['partition', 'sequence'],
  'public.incident_speaker': ['incident_id', 'speaker', 'since_version'],
  'public.dead_letter': ['partition', 'offset'],
};

type Entity = EntitySchema<Record<string, string | null>>;

/**
 * The consumer that a team would write with the same packages: `eachMessage`, and for each event a transaction that saves its
 * rows by TypeORM. The rows are known beforehand: nothing is computed.
 */
export class PlainConsumer {
  private readonly consumer: kafkajs.Consumer;
  private readonly batchAt: ReadonlyMap<string, RecordedBatch>;

  private constructor(
    private readonly topic: string,
    brokers: readonly string[],
    private readonly database: DataSource,
    private readonly entities: ReadonlyMap<string, Entity>,
    batches: readonly RecordedBatch[],
  ) {
    const kafka = new kafkajs.Kafka({ brokers: [...brokers], clientId: 'plain', logLevel: kafkajs.logLevel.NOTHING });
    this.consumer = kafka.consumer({ groupId: `${topic}.plain` });
    this.batchAt = new Map(batches.map((batch) => [`${batch.partition}@${batch.firstOffset}`, batch]));
  }

  /** @param batches of one event each. */
  static async on(cluster: Cluster, place: Place, batches: readonly RecordedBatch[]): Promise<PlainConsumer> {
    const entities = new Map<string, Entity>();
    for (const write of batches.flatMap(({ writes }) => writes))
      if (write.kind === 'rows' && !entities.has(write.table))
        entities.set(write.table, entityOf(write.table, write.columns));
    const database = new DataSource({
      type: 'postgres',
      url: place.databaseUrl,
      schema: 'g1',
      entities: [...entities.values()],
      extra: { options: '-c search_path=g1,public -c timezone=UTC' },
    });
    await database.initialize();
    return new PlainConsumer(topicNames(place.prefix).events, cluster.brokers, database, entities, batches);
  }

  async start(partitionsAtOnce: number, onCommit: () => void): Promise<void> {
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: this.topic, fromBeginning: true });
    await this.consumer.run({
      partitionsConsumedConcurrently: partitionsAtOnce,
      eachMessage: async ({ partition, message }) => {
        const batch = this.batchAt.get(`${partition}@${message.offset}`);
        if (batch === undefined) throw new Error(`nothing is known of ${partition}@${message.offset}`);
        await this.save(batch);
        onCommit();
      },
    });
  }

  async end(): Promise<void> {
    await this.consumer.disconnect();
    await this.database.destroy();
  }

  private async save({ writes }: RecordedBatch): Promise<void> {
    await this.database.transaction(async (manager) => {
      for (const write of writes) {
        if (write.kind === 'statement') {
          await manager.query(write.text, [...write.parameters]);
          continue;
        }
        const entity = this.entities.get(write.table);
        if (entity !== undefined) await manager.save(entity, objectsOf(write.columns, write.copied));
      }
    });
  }
}

function entityOf(table: string, columns: readonly string[]): Entity {
  const name = table.replace('public.', '');
  const names = columns.map((column) => column.replaceAll('"', ''));
  return new EntitySchema({
    name,
    tableName: name,
    ...(table.startsWith('public.') && { schema: 'public' }),
    columns: Object.fromEntries(
      names.map((column) => [
        column,
        { type: 'text' as const, nullable: true, primary: keys[table]?.includes(column) ?? false },
      ]),
    ),
  });
}

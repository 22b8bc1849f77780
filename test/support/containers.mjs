import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { freePort } from '../../libs/embedded/src/index.ts';

const kafkaImage = process.env.KAFKA_IMAGE ?? 'apache/kafka:4.4.0';
const postgresImage = process.env.POSTGRES_IMAGE ?? 'postgres:18';
const password = 'corrigenda';

/** Kafka and PostgreSQL as containers, with what the embedded ones have; `null` where no Docker engine answers. */
export async function startContainers() {
  const engine = await getContainerRuntimeClient().catch(() => null);
  if (engine === null) return null;
  const [kafka, postgres] = await Promise.all([startKafka(), startPostgres()]);
  return {
    servers: [kafka, postgres],
    brokers: kafka.brokers,
    databaseUrl: postgres.url,
  };
}

/** What a broker says of itself must be where it is reached, so its port is known before it starts. */
async function startKafka() {
  const port = await freePort();
  const container = await new GenericContainer(kafkaImage)
    .withExposedPorts({ container: 19092, host: port })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,HOST://:19092,CONTROLLER://:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://localhost:9092,HOST://127.0.0.1:${port}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,HOST:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '4',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS: '4',
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '1000',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_LOG_DIRS: '/var/lib/kafka/data',
    })
    .withWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(120_000)
    .start();
  return { brokers: [`127.0.0.1:${port}`], stop: () => container.stop() };
}

async function startPostgres() {
  const container = await new GenericContainer(postgresImage)
    .withExposedPorts(5432)
    .withEnvironment({
      POSTGRES_USER: 'corrigenda',
      POSTGRES_PASSWORD: password,
      POSTGRES_DB: 'postgres',
      PGDATA: '/var/lib/postgresql/pgdata',
    })
    .withWaitStrategy(Wait.forListeningPorts())
    .withStartupTimeout(120_000)
    .start();
  const url = `postgres://corrigenda:${password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`;
  return { url, stop: () => container.stop() };
}

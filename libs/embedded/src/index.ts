export { EmbeddedServerError } from './failure.js';
export { startKafka, type EmbeddedKafka, type KafkaOptions } from './kafka.js';
export { startPostgres, type EmbeddedPostgres, type PostgresOptions } from './postgres.js';
export { freePort } from './ports.js';

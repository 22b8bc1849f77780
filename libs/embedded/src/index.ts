export { EmbeddedServerError } from './failure.js';
export { startKafka, type EmbeddedKafka, type KafkaOptions } from './kafka.js';
export { startPostgres, type EmbeddedPostgres, type PostgresOptions } from './postgres.js';
export { freePort } from './ports.js';
export { findJava } from './java.js';
export { kafkaJars } from './kafka-jars.js';
export { run } from './command.js';
export { checkoutFolder } from './checkout.js';

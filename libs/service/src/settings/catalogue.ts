import {
  brokerList,
  hostName,
  integer,
  matching,
  oneOf,
  postgresUrl,
  readableFile,
  readableFiles,
  yesOrNo,
} from './parsers.js';
import type { Setting } from './setting.js';

const port = integer(0, 65535);
const portsAllowed = 'a port from 1 to 65535, or 0 for any free one';

/** Every setting there is, once. What is here and what the documentation lists is the same. */
export const catalogue = {
  brokers: {
    name: 'KAFKA_BROKERS',
    meaning: 'where Kafka is',
    allowed: 'host:port, several separated by commas',
    parse: brokerList,
  },
  ssl: {
    name: 'KAFKA_SSL',
    meaning: 'whether to speak TLS with Kafka',
    allowed: 'true or false',
    fallback: 'false',
    parse: yesOrNo,
  },
  sslCa: {
    name: 'KAFKA_SSL_CA',
    meaning: 'the certificate authority that Kafka must be certified by, in PEM; those of Node.js unless told',
    allowed: 'a file that can be read',
    parse: readableFile,
  },
  sslCert: {
    name: 'KAFKA_SSL_CERT',
    meaning: 'the certificate to show to Kafka, in PEM',
    allowed: 'a file that can be read',
    parse: readableFile,
  },
  sslKey: {
    name: 'KAFKA_SSL_KEY',
    meaning: 'the key of that certificate, in PEM',
    allowed: 'a file that can be read',
    parse: readableFile,
  },
  saslMechanism: {
    name: 'KAFKA_SASL_MECHANISM',
    meaning: 'how to log in to Kafka',
    allowed: 'plain, scram-sha-256 or scram-sha-512',
    parse: oneOf('plain', 'scram-sha-256', 'scram-sha-512'),
  },
  saslUsername: {
    name: 'KAFKA_SASL_USERNAME',
    meaning: 'the user to log in to Kafka with',
    allowed: 'any text',
    parse: (text: string) => text,
  },
  saslPassword: {
    name: 'KAFKA_SASL_PASSWORD',
    meaning: 'the password of that user',
    allowed: 'any text',
    secret: true,
    parse: (text: string) => text,
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    meaning: 'where PostgreSQL is',
    allowed: 'postgres://user:password@host:port/database, with ?sslmode=verify-full&sslrootcert=file for TLS',
    secret: true,
    parse: postgresUrl,
  },
  ingestPort: {
    name: 'INGEST_PORT',
    meaning: 'where ingest listens',
    allowed: portsAllowed,
    fallback: '7001',
    parse: port,
  },
  queryPort: {
    name: 'QUERY_PORT',
    meaning: 'where query listens',
    allowed: portsAllowed,
    fallback: '7002',
    parse: port,
  },
  projectorPort: {
    name: 'PROJECTOR_PORT',
    meaning: 'where the projector answers for health and metrics',
    allowed: portsAllowed,
    fallback: '7003',
    parse: port,
  },
  notifierPort: {
    name: 'NOTIFIER_PORT',
    meaning: 'where the notifier answers for health and metrics',
    allowed: portsAllowed,
    fallback: '7004',
    parse: port,
  },
  host: {
    name: 'HOST',
    meaning: 'the address to listen on',
    allowed: 'a host name or an IP address',
    fallback: '127.0.0.1',
    parse: hostName,
  },
  partitions: {
    name: 'PARTITIONS',
    meaning: 'how many partitions each topic has, fixed when the topics are made',
    allowed: 'a whole number from 1 to 1000',
    fallback: '6',
    parse: integer(1, 1000),
  },
  topicPrefix: {
    name: 'TOPIC_PREFIX',
    meaning: 'what stands before the name of every topic',
    allowed: 'at most 200 letters, digits, dots, hyphens and underscores',
    fallback: '',
    parse: matching(/^[a-z0-9._-]{0,200}$/i),
  },
  policyFiles: {
    name: 'POLICY_FILE',
    meaning: 'the policy in force, and others that a query may name',
    allowed: 'files that can be read, separated by commas',
    parse: readableFiles,
  },
  vocabularyFile: {
    name: 'VOCABULARY_FILE',
    meaning: 'what this deployment adds to the vocabulary',
    allowed: 'a file that can be read',
    parse: readableFile,
  },
  auth: {
    name: 'AUTH',
    meaning: 'who may call: none is everybody, and so listens on the loopback interface only',
    allowed: 'none or keys',
    fallback: 'none',
    parse: oneOf('none', 'keys'),
  },
  logLevel: {
    name: 'LOG_LEVEL',
    meaning: 'how much is logged',
    allowed: 'fatal, error, warn, info, debug, trace or silent',
    fallback: 'info',
    parse: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
  },
} as const satisfies Record<string, Setting<unknown>>;

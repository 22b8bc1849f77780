import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { readSettings } from './read-settings.js';
import { SettingsError, type SettingProblem } from './settings-error.js';
import type { Environment } from './setting.js';
import type { Need } from './settings.js';

const kafka = { KAFKA_BROKERS: 'localhost:9092' };
const database = { DATABASE_URL: 'postgres://me:secret@localhost/db' };

function problemsOf(env: Environment, needs: readonly Need[] = []): readonly SettingProblem[] {
  try {
    readSettings(env, { needs });
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

function namesOf(env: Environment, needs: readonly Need[] = []): readonly string[] {
  return problemsOf(env, needs).map(({ name }) => name);
}

describe('settings', () => {
  it('are all at their defaults in an empty environment', () => {
    expect(readSettings({}, { needs: [] })).toEqual({
      host: '127.0.0.1',
      ports: { ingest: 7001, query: 7002, projector: 7003, notifier: 7004 },
      partitions: 6,
      topicPrefix: '',
      policyFiles: [],
      vocabularyFile: null,
      auth: null,
      rates: { perCaller: null, overall: null },
      traces: null,
      mostConnections: 5_000,
      streamsPerCaller: 100,
      drainSeconds: 0,
      logLevel: 'info',
    });
  });

  it('take what is set, and count an empty variable as not set', () => {
    const env = { ...kafka, ...database, INGEST_PORT: '8001', PARTITIONS: '', LOG_LEVEL: 'DEBUG', HOST: '::1' };
    const settings = readSettings(env, { needs: ['kafka', 'database'] });
    expect(settings.ports.ingest).toBe(8001);
    expect(settings.partitions).toBe(6);
    expect(settings.logLevel).toBe('debug');
    expect(settings.kafka).toEqual({ brokers: ['localhost:9092'], ssl: false, sasl: null });
    expect(settings.database.url).toBe(database.DATABASE_URL);
  });

  it('say where traces go, and which share of them', () => {
    const to = (share: string) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_SAMPLER_ARG: share });
    expect(readSettings(to('0.25'), { needs: [] }).traces).toEqual({ endpoint: 'http://c:4318', share: 0.25 });
    for (const share of ['1.1', '-1', 'half', '.']) expect(namesOf(to(share))).toEqual(['OTEL_TRACES_SAMPLER_ARG']);
    expect(namesOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'c:4318' })).toEqual(['OTEL_EXPORTER_OTLP_ENDPOINT']);
  });

  it('cannot be changed', () => {
    const settings = readSettings(kafka, { needs: ['kafka'] });
    expect([settings, settings.ports, settings.kafka, settings.kafka.brokers].every(Object.isFrozen)).toBe(true);
  });

  it('read several brokers and a login', () => {
    const login = { KAFKA_SASL_MECHANISM: 'scram-sha-512', KAFKA_SASL_USERNAME: 'u', KAFKA_SASL_PASSWORD: 'p' };
    const env = { KAFKA_BROKERS: 'a:1, b.example:2,[::1]:3', KAFKA_SSL: 'true', ...login };
    expect(readSettings(env, { needs: ['kafka'] }).kafka).toEqual({
      brokers: ['a:1', 'b.example:2', '[::1]:3'],
      ssl: true,
      sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' },
    });
  });

  it('are asked for only where they are needed', () => {
    expect(namesOf({})).toEqual([]);
    expect(namesOf({}, ['kafka'])).toEqual(['KAFKA_BROKERS']);
    expect(namesOf({}, ['kafka', 'database'])).toEqual(['KAFKA_BROKERS', 'DATABASE_URL']);
    expect(namesOf({ DATABASE_URL: 'nonsense' }, [])).toEqual([]);
  });

  it('tell everything that is wrong at once', () => {
    const env = {
      KAFKA_BROKERS: 'nowhere',
      PARTITIONS: '0',
      INGEST_PORT: '99999',
      LOG_LEVEL: 'loud',
      KAFKA_SSL: 'maybe',
    };
    expect(namesOf(env, ['kafka'])).toEqual(['KAFKA_BROKERS', 'KAFKA_SSL', 'INGEST_PORT', 'PARTITIONS', 'LOG_LEVEL']);
  });

  it('say the variable, what was given and what is allowed', () => {
    expect(problemsOf({ PARTITIONS: 'six' })).toEqual([
      { name: 'PARTITIONS', message: 'must be a whole number from 1 to 1000; given: "six"' },
    ]);
  });

  it.each([
    ['DATABASE_URL', { DATABASE_URL: 'postgress://me:hunter2@localhost/db' }],
    ['KAFKA_BROKERS', { KAFKA_BROKERS: 'me:hunter2@localhost' }],
    ['KAFKA_SASL_MECHANISM', { ...kafka, KAFKA_SASL_PASSWORD: 'hunter2' }],
  ])('never show a password (%s)', (name, env) => {
    const problems = problemsOf({ ...kafka, ...database, ...env }, ['kafka', 'database']);
    expect(problems.map((problem) => problem.name)).toContain(name);
    expect(inspect(problems)).not.toContain('hunter2');
  });

  it('want the three parts of a login together', () => {
    expect(namesOf({ ...kafka, KAFKA_SASL_USERNAME: 'u' }, ['kafka'])).toEqual([
      'KAFKA_SASL_MECHANISM',
      'KAFKA_SASL_PASSWORD',
    ]);
  });

  it.each(['0.0.0.0', '192.168.0.1', '::', 'example.org'])('refuse to listen on %s while AUTH is none', (HOST) => {
    expect(namesOf({ HOST })).toEqual(['HOST']);
  });

  it.each(['127.0.0.1', '127.8.9.1', '::1', 'localhost'])('listen on %s', (HOST) => {
    expect(readSettings({ HOST }, { needs: [] }).host).toBe(HOST);
  });

  it('need a database where callers are asked who they are, and an issuer where tokens tell', () => {
    expect(namesOf({ AUTH: 'keys', HOST: '0.0.0.0' })).toEqual(['DATABASE_URL']);
    expect(namesOf({ AUTH: 'keys,oidc' })).toEqual(['DATABASE_URL', 'OIDC_ISSUER', 'OIDC_AUDIENCE']);
    expect(namesOf({ AUTH: 'everybody' })).toEqual(['AUTH']);
    const whole = {
      AUTH: 'oidc',
      DATABASE_URL: 'postgres://db/disclosure',
      OIDC_ISSUER: 'https://id.example',
      OIDC_AUDIENCE: 'disclosure',
    };
    expect(namesOf({ ...whole, HOST: '0.0.0.0' })).toEqual([]);
    expect(namesOf({ ...whole, OIDC_ISSUER: 'http://id.example' })).toEqual(['OIDC_ISSUER']);
    expect(namesOf({ ...whole, OIDC_ALGORITHMS: 'RS256,none' })).toEqual(['OIDC_ALGORITHMS']);
    expect(namesOf({ ...whole, OIDC_ALGORITHMS: 'HS256' })).toEqual(['OIDC_ALGORITHMS']);
    expect(readSettings(whole, { needs: [] }).auth).toEqual({
      keys: false,
      oidc: { issuer: 'https://id.example', audience: 'disclosure', algorithms: ['RS256', 'ES256'], jwksUrl: null },
      databaseUrl: 'postgres://db/disclosure',
    });
  });

  it('want files that can be read', () => {
    expect(namesOf({ POLICY_FILE: 'no-such-file.json', VOCABULARY_FILE: 'package.json' })).toEqual(['POLICY_FILE']);
    expect(namesOf({ POLICY_FILE: 'package.json, no-such-file.json' })).toEqual(['POLICY_FILE']);
    expect(readSettings({ POLICY_FILE: 'package.json, tsconfig.json' }, { needs: [] }).policyFiles).toEqual([
      'package.json',
      'tsconfig.json',
    ]);
  });

  it('read what Kafka is to be trusted by, and say which file is missing', () => {
    const tls = { ...kafka, KAFKA_SSL: 'true' };
    const given = readSettings({ ...tls, KAFKA_SSL_CA: 'LICENSE' }, { needs: ['kafka'] });
    expect(given.kafka.ssl).toEqual({ ca: readFileSync('LICENSE', 'utf8') });
    expect(readSettings(tls, { needs: ['kafka'] }).kafka.ssl).toBe(true);
    expect(namesOf({ ...tls, KAFKA_SSL_CA: 'no-such-file.pem' }, ['kafka'])).toEqual(['KAFKA_SSL_CA']);
    expect(namesOf({ ...tls, KAFKA_SSL_CERT: 'LICENSE' }, ['kafka'])).toEqual(['KAFKA_SSL_KEY']);
    expect(namesOf({ ...kafka, KAFKA_SSL_CA: 'LICENSE' }, ['kafka'])).toEqual(['KAFKA_SSL_CA']);
  });

  it.each([
    ['sslmode=require', 'must have an sslmode of disable or verify-full; given: "require"'],
    ['sslmode=verify-full&sslrootcert=no-such-file.pem', 'names a file as sslrootcert that cannot be read'],
    ['sslrootcert=LICENSE', 'has sslrootcert, but not sslmode=verify-full'],
  ])('refuse a connection to PostgreSQL that nobody checks (%s)', (parameters, message) => {
    const env = { DATABASE_URL: `${database.DATABASE_URL}?${parameters}` };
    expect(problemsOf(env, ['database'])).toEqual([{ name: 'DATABASE_URL', message }]);
  });
});

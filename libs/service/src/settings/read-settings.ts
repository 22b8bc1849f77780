import { readFileSync } from 'node:fs';
import { catalogue } from './catalogue.js';
import { checkSettings } from './check-settings.js';
import { given, type Environment, type Setting } from './setting.js';
import { SettingsError } from './settings-error.js';
import type {
  AuthSettings,
  CommonSettings,
  DatabaseSettings,
  KafkaSettings,
  Need,
  Needs,
  Settings,
  TlsSettings,
  TraceSettings,
} from './settings.js';

/** Read once at start. Throws a {@link SettingsError} that names everything that is wrong. */
export function readSettings<N extends Need = never>(
  env: Environment,
  { needs }: { readonly needs: readonly N[] },
): Settings<N> {
  const problems = checkSettings(env, needs);
  if (problems.length > 0) throw new SettingsError(problems);
  const read: { readonly [K in Need]: () => Needs[K] } = {
    kafka: () => kafkaSettings(env),
    database: () => databaseSettings(env),
  };
  const needed = Object.fromEntries(needs.map((need) => [need, read[need]()]));
  return Object.freeze({ ...commonSettings(env), ...needed }) as Settings<N>;
}

function commonSettings(env: Environment): CommonSettings {
  return {
    host: required(catalogue.host, env),
    ports: Object.freeze({
      ingest: required(catalogue.ingestPort, env),
      query: required(catalogue.queryPort, env),
      projector: required(catalogue.projectorPort, env),
      notifier: required(catalogue.notifierPort, env),
    }),
    partitions: required(catalogue.partitions, env),
    topicPrefix: required(catalogue.topicPrefix, env),
    policyFiles: optional(catalogue.policyFiles, env) ?? [],
    vocabularyFile: optional(catalogue.vocabularyFile, env),
    auth: authSettings(env),
    rates: Object.freeze({
      perCaller: optional(catalogue.ratePerCaller, env),
      overall: optional(catalogue.rateOverall, env),
    }),
    mostConnections: required(catalogue.mostConnections, env),
    streamsPerCaller: required(catalogue.streamsPerCaller, env),
    drainSeconds: required(catalogue.drainSeconds, env),
    traces: traceSettings(env),
    logLevel: required(catalogue.logLevel, env),
  };
}

function traceSettings(env: Environment): TraceSettings | null {
  const endpoint = optional(catalogue.traceCollector, env);
  return endpoint === null ? null : Object.freeze({ endpoint, share: required(catalogue.traceShare, env) });
}

function authSettings(env: Environment): AuthSettings | null {
  const who = required(catalogue.auth, env);
  if (who === 'none') return null;
  return Object.freeze({
    keys: who !== 'oidc',
    oidc:
      who === 'keys'
        ? null
        : Object.freeze({
            issuer: required(catalogue.oidcIssuer, env),
            audience: required(catalogue.oidcAudience, env),
            algorithms: required(catalogue.oidcAlgorithms, env),
            jwksUrl: optional(catalogue.oidcJwksUrl, env),
          }),
    databaseUrl: required(catalogue.databaseUrl, env),
  });
}

function kafkaSettings(env: Environment): KafkaSettings {
  const mechanism = optional(catalogue.saslMechanism, env);
  return Object.freeze({
    brokers: required(catalogue.brokers, env),
    ssl: tlsSettings(env),
    sasl:
      mechanism === null
        ? null
        : Object.freeze({
            mechanism,
            username: required(catalogue.saslUsername, env),
            password: required(catalogue.saslPassword, env),
          }),
  });
}

function tlsSettings(env: Environment): boolean | TlsSettings {
  const files = { ca: catalogue.sslCa, cert: catalogue.sslCert, key: catalogue.sslKey };
  const given = Object.entries(files).flatMap(([name, setting]): [string, string][] => {
    const path = optional(setting, env);
    return path === null ? [] : [[name, readFileSync(path, 'utf8')]];
  });
  return given.length === 0 ? required(catalogue.ssl, env) : Object.freeze(Object.fromEntries(given));
}

function databaseSettings(env: Environment): DatabaseSettings {
  return Object.freeze({ url: required(catalogue.databaseUrl, env) });
}

function optional<T>(setting: Setting<T>, env: Environment): T | null {
  const text = given(setting, env) ?? setting.fallback;
  return text === undefined ? null : (setting.parse(text) ?? null);
}

function required<T>(setting: Setting<T>, env: Environment): T {
  const value = optional(setting, env);
  if (value === null) throw new SettingsError([{ name: setting.name, message: 'is not set' }]);
  return value;
}

export type ServiceName = 'ingest' | 'query' | 'projector' | 'notifier';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

export interface CommonSettings {
  readonly host: string;
  readonly ports: Readonly<Record<ServiceName, number>>;
  readonly partitions: number;
  readonly topicPrefix: string;
  /** The first is the policy in force; none means the built-in one. */
  readonly policyFiles: readonly string[];
  readonly vocabularyFile: string | null;
  /** `null` where everybody may call. */
  readonly auth: AuthSettings | null;
  /** Requests a second; `null` where there is no limit. */
  readonly rates: { readonly perCaller: number | null; readonly overall: number | null };
  /** At a time, to one instance. */
  readonly mostConnections: number;
  readonly streamsPerCaller: number;
  /** Between saying that it will stop and doing it. */
  readonly drainSeconds: number;
  /** `null` where nothing is traced. */
  readonly traces: TraceSettings | null;
  readonly logLevel: LogLevel;
}

export interface TraceSettings {
  /** Of the collector, to which `/v1/traces` is added. */
  readonly endpoint: string;
  /** From 0 to 1, of the traces that begin here. */
  readonly share: number;
}

export interface AuthSettings {
  readonly keys: boolean;
  readonly oidc: OidcSettings | null;
  /** Where grants, keys and the audit are. */
  readonly databaseUrl: string;
}

export interface OidcSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly string[];
  /** `null`: what the issuer's discovery document says. */
  readonly jwksUrl: string | null;
}

export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly ssl: boolean | TlsSettings;
  readonly sasl: SaslSettings | null;
}

/** In PEM. */
export interface TlsSettings {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface SaslSettings {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

export interface DatabaseSettings {
  readonly url: string;
}

export interface Needs {
  readonly kafka: KafkaSettings;
  readonly database: DatabaseSettings;
}

export type Need = keyof Needs;

/** `Settings<'kafka'>` has `kafka`; a service that does not ask for the database cannot read its address. */
export type Settings<N extends Need = never> = CommonSettings & Pick<Needs, N>;

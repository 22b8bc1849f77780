import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

export type KafkaLogLevel = 'error' | 'warn' | 'info' | 'debug';

export interface SaslConfig {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

export interface SocketTarget {
  readonly host: string;
  readonly port: number;
  readonly ssl: ConnectionOptions | undefined;
  readonly onConnect: () => void;
}

export interface KafkaConfig {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** `true`: certified by an authority that Node.js trusts. */
  readonly ssl?: boolean | Pick<ConnectionOptions, 'ca' | 'cert' | 'key'> | undefined;
  readonly sasl?: SaslConfig | undefined;
  /** How long one request may go unanswered, in milliseconds; 10 s unless told. */
  readonly requestTimeout?: number | undefined;
  readonly logger?:
    ((level: KafkaLogLevel, message: string, extra: Readonly<Record<string, unknown>>) => void) | undefined;
  /** Opens the connection to a broker another way (a proxy). */
  readonly socketFactory?: ((target: SocketTarget) => Socket) | undefined;
}

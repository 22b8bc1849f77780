import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../settings/settings.js';
import { lineBuffer } from './line-buffer.js';
import { currentBindings } from './request-context.js';

const SECRET = ['authorization', 'cookie', 'password'];
const STDOUT = 1;

export interface RootLoggerOptions {
  readonly service: string;
  readonly level: LogLevel;
  readonly to?: DestinationStream;
}

/** JSON lines to stdout. */
export function rootLogger({ service, level, to }: RootLoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    mixin: currentBindings,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
  };
  return pino(options, to ?? lineBuffer(STDOUT));
}

import kafkajs, { type LogEntry } from 'kafkajs';
import type { KafkaConfig, KafkaLogLevel } from './kafka-config.js';

const { logLevel } = kafkajs;

const names: Readonly<Record<number, KafkaLogLevel>> = {
  [logLevel.ERROR]: 'error',
  [logLevel.WARN]: 'warn',
  [logLevel.INFO]: 'info',
  [logLevel.DEBUG]: 'debug',
};

/** kafkajs's own log lines go to the service's logger; without one they are dropped. */
export function logCreator(logger: KafkaConfig['logger']): (level: number) => (entry: LogEntry) => void {
  return () =>
    ({ level, namespace, log: { message, timestamp: _timestamp, logger: _logger, ...extra } }) => {
      logger?.(
        isAnswer(namespace, message) ? 'debug' : (names[level] ?? 'debug'),
        namespace === '' ? message : `${namespace}: ${message}`,
        extra,
      );
    };
}

/** An error code in a broker's answer: whoever asked deals with it, mostly by asking again. */
function isAnswer(namespace: string, message: string): boolean {
  return namespace === 'Connection' && message.startsWith('Response ');
}

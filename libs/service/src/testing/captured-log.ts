import type { Logger } from 'pino';
import { rootLogger } from '../logging/root-logger.js';
import type { LogLevel } from '../settings/settings.js';

export type LogLine = Readonly<Record<string, unknown>>;

export interface CapturedLog {
  readonly log: Logger;
  readonly lines: readonly LogLine[];
  readonly line: (matches: (line: LogLine) => boolean) => Promise<LogLine>;
}

/** `line` resolves once such a line is written, be it past or to come. */
export function capturedLog(level: LogLevel = 'debug'): CapturedLog {
  const lines: LogLine[] = [];
  const listeners = new Set<() => void>();
  const to = {
    write(text: string): void {
      lines.push(JSON.parse(text) as LogLine);
      for (const listener of listeners) listener();
    },
  };
  const line = (matches: (line: LogLine) => boolean): Promise<LogLine> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = lines.find(matches);
        if (found === undefined) return;
        listeners.delete(look);
        resolve(found);
      };
      listeners.add(look);
      look();
    });
  return { log: rootLogger({ service: 'ingest', level, to }), lines, line };
}

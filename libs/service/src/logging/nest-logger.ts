import type { LoggerService } from '@nestjs/common';
import { NativeLogger, PinoLogger } from 'nestjs-pino';
import type { Logger } from 'pino';

/** They tell of every module and every route at start. */
const TALKATIVE = new Set([
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

/** What they log they also throw, and whoever started the service says it then. */
const SAID_AGAIN = new Set(['ExceptionHandler', 'NestApplication']);

class NestLogger extends NativeLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (TALKATIVE.has(String(rest.at(-1)))) super.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (SAID_AGAIN.has(String(rest.at(-1)))) super.debug(message, ...rest);
    else super.error(message, ...rest);
  }
}

/** What Nest's `Logger` writes through. */
export function nestLogger(root: Logger): LoggerService {
  const params = { pinoHttp: { logger: root }, nativeLogger: { flattenParams: true } };
  return new NestLogger(new PinoLogger(params), params);
}

import { Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const log = new Logger('Operator');
const longestName = 200;

/** Who says so of themselves: `AUTH=none` knows nobody. */
const operatorHeader = 'Disclosure-Operator';

/** What an operator has done, for those who ask later. */
export function noteAction({ headers, ip }: FastifyRequest, action: string, what: object): void {
  const operator = [headers[operatorHeader.toLowerCase()]].flat()[0]?.slice(0, longestName) ?? null;
  log.log('operator', { action, operator, from: ip, ...what });
}

import { Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { callerOf, type Gate } from '#service';

const log = new Logger('Operator');
const longestName = 200;

/** Who says so of themselves: `AUTH=none` knows nobody. */
const operatorHeader = 'Disclosure-Operator';

/** What an operator has done, for those who ask later; resolves when it is kept. */
export async function noteAction(gate: Gate, request: FastifyRequest, action: string, what: object): Promise<void> {
  const { headers, ip } = request;
  const operator = [headers[operatorHeader.toLowerCase()]].flat()[0]?.slice(0, longestName) ?? null;
  log.log('operator', { action, operator, from: ip, ...what });
  const { name } = callerOf(request);
  await gate.note({ principal: name, action, outcome: 'done', detail: { operator, from: ip, ...what } });
}

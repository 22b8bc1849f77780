import type { FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { AnsweredRequest } from '../metrics/request-metrics.js';
import { requestBindings } from './request-context.js';

const ASKED_BY_MACHINES = new Set(['/health/live', '/health/ready', '/metrics']);
const LONGEST_URL = 500;
/** Keys, tokens, and what is called like one: nobody is asked for them in an address, and some write them there all the same. */
const CREDENTIALS =
  /dk_[0-9a-f]{12}_[\w-]*|eyJ[\w-]+(\.[\w-]*)+|(?<=[?&](access_token|token|api_?key|key|authorization)=)[^&]*/gi;

export function requestLog(root: Logger): (request: FastifyRequest, answered: AnsweredRequest) => void {
  return (request, { method, route, status, seconds }) => {
    const level = ASKED_BY_MACHINES.has(route) ? 'debug' : 'info';
    if (!root.isLevelEnabled(level)) return;
    const url = request.url.replace(CREDENTIALS, '[redacted]').slice(0, LONGEST_URL);
    const ms = Math.round(seconds * 1_000);
    root[level]({ ...requestBindings(request), method, url, status, ms }, 'answered');
  };
}

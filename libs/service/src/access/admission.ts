import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '../problems/problem.js';
import type { Gate } from './gate.js';
import { noteCaller } from './principal.js';

/** Requests a second; `null` where there is no limit. */
export interface RateLimits {
  readonly perCaller: number | null;
  readonly overall: number | null;
}

// Whoever tries keys is slowed down long before one fits.
const strangersPerSecond = 20;
const open = /^\/(health\/|docs(\/|$)|openapi\.json$)/;

/** Asks who calls, and whether they call too often, before anything of a body is read. */
export function admit(fastify: FastifyInstance, gate: Gate, limits: RateLimits): void {
  const callers = limiter(limits.perCaller);
  const all = limiter(limits.overall);
  const strangers = limiter(strangersPerSecond);
  fastify.addHook('onRequest', async (request) => {
    if (open.test(request.url.split('?', 1)[0] ?? '')) return;
    const principal = await identify(request);
    noteCaller(request, principal);
    // Neither strangers nor a caller beyond its own rate take anything of what all have together.
    await within(callers, principal.name ?? request.ip, 'you');
    await within(all, 'all', 'all callers together');
  });

  async function identify(request: FastifyRequest) {
    try {
      return await gate.identify(request.headers.authorization);
    } catch (error) {
      if (error instanceof Problem && (error.code === 'unauthorized' || error.code === 'forbidden')) {
        await within(strangers, request.ip, 'callers without credentials from your address');
        const detail = { from: request.ip, reason: error.message };
        void gate.note({ principal: null, action: `${request.method} ${routeOf(request)}`, outcome: 'denied', detail });
      }
      throw error;
    }
  }
}

function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? 'unmatched';
}

function limiter(points: number | null): RateLimiterMemory | null {
  return points === null ? null : new RateLimiterMemory({ points, duration: 1 });
}

async function within(limiter: RateLimiterMemory | null, key: string, whose: string): Promise<void> {
  if (limiter === null) return;
  try {
    await limiter.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    throw new Problem('rate-limited', {
      detail: `At most ${limiter.points} requests a second of ${whose}`,
      headers: { 'retry-after': String(Math.max(1, Math.ceil(error.msBeforeNext / 1_000))) },
    });
  }
}

import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { catchError, type Observable } from 'rxjs';
import { isTimeout, isUnavailable } from '#persistence';
import { Problem, SETTINGS, Shutdown, type Settings } from '#service';
import { AppliedOffsets } from './applied-offsets.js';
import { minOffsetHeader, parseMinOffset } from './min-offset.js';

const longestWaitMs = 5_000;

/** Every read waits, if it is told to, until what its client knows of is applied. */
@Injectable()
export class ReadInterceptor implements NestInterceptor {
  constructor(
    private readonly applied: AppliedOffsets,
    private readonly shutdown: Shutdown,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { url, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const header = headers[minOffsetHeader.toLowerCase()];
    // Health and metrics are no reads.
    if (header !== undefined && url.startsWith('/v1/')) await this.wait([header].flat().join(','));
    return next.handle().pipe(catchError(asProblem));
  }

  private async wait(header: string): Promise<void> {
    const offsets = parseMinOffset(header, this.settings.partitions);
    const signal = AbortSignal.any([AbortSignal.timeout(longestWaitMs), this.shutdown.signal]);
    const reached = await this.applied.reached(offsets, signal).catch(asProblem);
    if (!reached)
      throw new Problem('offset-not-reached', { detail: `Not all of ${header.slice(0, 200)} is applied so far` });
  }
}

function asProblem(error: unknown): never {
  if (isTimeout(error)) throw new Problem('unavailable', { detail: 'The read took too long', cause: error });
  throw isUnavailable(error)
    ? new Problem('unavailable', { detail: 'The database does not answer', cause: error })
    : error;
}

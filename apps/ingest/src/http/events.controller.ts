import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf, GATE, Needs, Problem, Shutdown, TRACING, type Gate, type Principal, type Tracing } from '#service';
import { Ingest, refuse, type Examined, type Settle } from '../core/ingest.js';
import type { Received } from '../core/received.js';
import type { Verdict } from '../core/verdict.js';
import { IngestMetrics } from '../ingest-metrics.js';
import { answerLines } from '../lines/answer-lines.js';
import type { Purpose } from '../lines/summary.js';
import { mayWrite } from './accept-events.js';
import { AnswersValidated, AnswersRecorded } from './answers.js';
import type { EventBody } from './event-body.js';
import { noteForbidden, refuseForbidden } from './forbidden.js';
import { readBatch, readOne } from './read-body.js';
import { RequestTraces, wellFormed } from './request-traces.js';
import { toResult } from './result.js';
import { NOT_APPENDED, statusOf, STREAMED } from './statuses.js';

const RETRY_AFTER_SECONDS = '2';

@Needs(mayWrite)
@Controller('v1/events')
export class EventsController {
  constructor(
    private readonly ingest: Ingest,
    private readonly metrics: IngestMetrics,
    private readonly shutdown: Shutdown,
    @Inject(GATE) private readonly gate: Gate,
    @Inject(TRACING) private readonly tracing: Tracing,
  ) {}

  @Post()
  @AnswersRecorded
  record(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const header = wellFormed(request.headers['traceparent']);
    return this.answer(request, reply, 'recorded', async (examined) => {
      // Of a stream, each part that is appended together.
      const traces = new RequestTraces(this.tracing, 'POST /v1/events', header);
      try {
        const verdicts = await this.ingest.record(examined, traces.of);
        this.metrics.pronounced(verdicts);
        return verdicts;
      } finally {
        traces.end();
      }
    });
  }

  @Post('validate')
  @AnswersValidated
  validate(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(request, reply, 'valid', (examined) => this.ingest.validate(examined));
  }

  private async answer(request: FastifyRequest, reply: FastifyReply, purpose: Purpose, settle: Settle): Promise<void> {
    const body = request.body as EventBody | null | undefined;
    const all = wantsAll(request.query);
    const caller = callerOf(request);
    const examine = (received: Received) => this.ingest.examine(received, caller);
    switch (body?.form) {
      case undefined:
        throw new Problem('unsupported-media-type', { detail: 'The request has no content type' });
      case 'lines': {
        const settled: Settle = async (given) => {
          // A stream may last for hours: whose key is revoked meanwhile, or has expired, sends no more, and what is granted counts.
          const asked = await this.askAgain(request);
          const judged = typeof asked === 'string' ? refuse(given, asked) : await this.ingest.judge(given, asked);
          const verdicts = await settle(judged);
          noteForbidden(this.gate, request, verdicts);
          return verdicts;
        };
        const lines = answerLines(body.stream, {
          purpose,
          examine,
          settle: settled,
          all,
          shutdown: this.shutdown.signal,
        });
        void reply.code(STREAMED).header('content-type', 'application/x-ndjson').send(lines);
        return;
      }
      case 'one':
        sendOne(reply, await this.whole(request, [examine(readOne(body.bytes))], settle));
        return;
      case 'batch':
        send(reply, await this.whole(request, readBatch(body.bytes).map(examine), settle));
    }
  }

  /** Who calls by now, or why they may not. @throws Problem `unavailable` while it cannot be told. */
  private async askAgain(request: FastifyRequest): Promise<Principal | string> {
    try {
      return await this.gate.identify(request.headers.authorization);
    } catch (error) {
      if (error instanceof Problem && error.code !== 'unavailable') return error.message;
      throw error;
    }
  }

  private async whole(
    request: FastifyRequest,
    given: readonly Examined[],
    settle: Settle,
  ): Promise<readonly Verdict[]> {
    const examined = await this.ingest.judge(given, callerOf(request));
    refuseForbidden(this.gate, request, examined);
    return settle(examined);
  }
}

/** Alone, an event that is too large is a request that is. */
function sendOne(reply: FastifyReply, verdicts: readonly Verdict[]): void {
  const [verdict] = verdicts;
  if (verdict?.status === 'rejected' && verdict.rejection.code === 'too-large') {
    throw new Problem('too-large', verdict.rejection.detail === undefined ? {} : { detail: verdict.rejection.detail });
  }
  send(reply, verdicts);
}

function send(reply: FastifyReply, verdicts: readonly Verdict[]): void {
  const status = statusOf(verdicts);
  if (status === NOT_APPENDED) void reply.header('retry-after', RETRY_AFTER_SECONDS);
  void reply
    .code(status)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify({ results: verdicts.map(toResult) }));
}

/** Only a stream leaves out what went well. */
function wantsAll(query: unknown): boolean {
  const given: unknown = typeof query === 'object' && query !== null && 'results' in query ? query.results : undefined;
  if (given === undefined || given === 'all') return given === 'all';
  throw new Problem('invalid-query', { errors: [{ parameter: 'results', message: 'must be all, or not given' }] });
}

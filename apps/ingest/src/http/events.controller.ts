import { Controller, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem, Shutdown, traceId } from '#service';
import { Ingest, type Settle } from '../core/ingest.js';
import type { Verdict } from '../core/verdict.js';
import { IngestMetrics } from '../ingest-metrics.js';
import { answerLines } from '../lines/answer-lines.js';
import type { Purpose } from '../lines/summary.js';
import { AnswersValidated, AnswersRecorded } from './answers.js';
import type { EventBody } from './event-body.js';
import { readBatch, readOne } from './read-body.js';
import { toResult } from './result.js';
import { NOT_APPENDED, statusOf, STREAMED } from './statuses.js';

const RETRY_AFTER_SECONDS = '2';

@Controller('v1/events')
export class EventsController {
  constructor(
    private readonly ingest: Ingest,
    private readonly metrics: IngestMetrics,
    private readonly shutdown: Shutdown,
  ) {}

  @Post()
  @AnswersRecorded
  record(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { traceparent } = request.headers;
    const trace = typeof traceparent === 'string' && traceId(traceparent) !== undefined ? traceparent : undefined;
    return this.answer(request, reply, 'recorded', async (examined) => {
      const verdicts = await this.ingest.record(examined, trace);
      this.metrics.pronounced(verdicts);
      return verdicts;
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
    switch (body?.form) {
      case undefined:
        throw new Problem('unsupported-media-type', { detail: 'The request has no content type' });
      case 'lines': {
        const examine = this.ingest.examine.bind(this.ingest);
        const lines = answerLines(body.stream, { purpose, examine, settle, all, shutdown: this.shutdown.signal });
        void reply.code(STREAMED).header('content-type', 'application/x-ndjson').send(lines);
        return;
      }
      case 'one':
        sendOne(reply, await settle([this.ingest.examine(readOne(body.bytes))]));
        return;
      case 'batch':
        send(reply, await settle(readBatch(body.bytes).map((received) => this.ingest.examine(received))));
    }
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

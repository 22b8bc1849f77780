import { callerOf, GATE, Needs, Problem, type Gate } from '#service';
import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { changeKinds, FeedItem } from '#contracts';
import { Reads } from '../http/answers.js';
import { QueryPipe, type QueryOf } from '../http/query.pipe.js';
import { feedQuery } from './changes-query.js';
import { streamHeaders, type EventStream } from './event-stream.js';
import { FeedCursor } from './feed-cursor.js';
import { FeedFollower } from './feed-follower.js';
import { FeedReading } from './feed-reading.js';
import { OpenStreams } from './open-streams.js';

const askAgainMs = 2_000;

/** One event of the stream; a comment comes every 15 seconds, with an `id` alone where that has moved on. */
const SentEvent = {
  type: 'object',
  description: '`id` is a cursor, `event` the kind of the change; a comment comes every 15 seconds',
  properties: {
    id: { type: 'string' },
    event: { enum: changeKinds },
    data: { type: 'string', contentMediaType: 'application/json', contentSchema: FeedItem },
  },
};

// Not Nest's @Sse: it writes whatever comes, whether it is read or not.
@Needs(['read'])
@Controller('v1/changes/stream')
export class StreamController {
  constructor(
    private readonly reading: FeedReading,
    private readonly cursor: FeedCursor,
    private readonly streams: OpenStreams,
    private readonly follower: FeedFollower,
    @Inject(GATE) private readonly gate: Gate,
  ) {}

  @Get()
  @Reads({
    id: 'streamChanges',
    tag: 'Changes',
    summary: 'The change feed as Server-Sent Events; Last-Event-ID resumes',
    answer: SentEvent,
    mediaType: 'text/event-stream',
    problems: ['unavailable'],
  })
  async stream(
    @Query(new QueryPipe(feedQuery)) query: QueryOf<typeof feedQuery>,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filter = this.reading.filterOf(query);
    const start = await this.reading.startOf(query);
    // To a client an empty id is none.
    const place = lastEventId === undefined || lastEventId === '' ? start : await this.reading.resumeAt(lastEventId);
    if (request.method === 'HEAD') {
      await reply.headers(streamHeaders).send();
      return;
    }
    const stream = this.streams.open(reply, this.cursor.write(place), callerOf(request).name ?? request.ip);
    this.endWithCaller(stream, request.headers.authorization);
    void this.follower.follow(stream, place, filter);
  }

  /** Whose key is revoked, or has expired, reads no longer. While it cannot be told, they read on. */
  private endWithCaller(stream: EventStream, authorization: string | undefined): void {
    const again = setInterval(() => {
      void this.gate.identify(authorization).then(
        ({ scopes }) => {
          if (!scopes.has('read')) stream.end();
        },
        (error: unknown) => {
          if (error instanceof Problem && error.code !== 'unavailable') stream.end();
        },
      );
    }, askAgainMs);
    stream.signal.addEventListener('abort', () => clearInterval(again), { once: true });
    if (stream.signal.aborted) clearInterval(again);
  }
}

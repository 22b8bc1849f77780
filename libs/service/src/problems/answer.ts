import type { FastifyReply } from 'fastify';
import { problemKind } from './catalogue.js';
import type { Problem } from './problem.js';
import { PROBLEM_MEDIA_TYPE, problemDetails } from './problem-details.js';

export function answer(reply: FastifyReply, problem: Problem): void {
  if (reply.sent || reply.raw.headersSent) {
    // Half an answer is out: only a cut connection tells the client that it is not whole.
    reply.raw.destroy();
    return;
  }
  const { status, headers } = problemKind(problem.code);
  void reply
    .code(status)
    .headers({ ...headers, ...problem.headers })
    .header('content-type', PROBLEM_MEDIA_TYPE)
    // As bytes: to a string Fastify would add a charset, which this media type does not have.
    .send(Buffer.from(JSON.stringify(problemDetails(problem))));
}

import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AllowedMethods } from './allowed-methods.js';
import { answer } from './answer.js';
import { Problem } from './problem.js';
import { toProblem } from './to-problem.js';

/** Renders everything that is thrown on the way of a request as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  constructor(private readonly allowedMethods: AllowedMethods) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw thrown;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = this.misdirected(thrown, request) ?? toProblem(thrown);
    if (problem.code === 'internal') this.logger.error(withStack(problem.cause ?? problem));
    answer(reply, this.traceable(problem, request));
  }

  private misdirected(thrown: unknown, request: FastifyRequest): Problem | undefined {
    // Where there is no route, what is wrong with the body does not matter.
    if (!request.is404 || thrown instanceof Problem) return undefined;
    const path = request.url.split('?', 1)[0] ?? '';
    const methods = this.allowedMethods.of(path);
    if (methods.length === 0) return new Problem('not-found', { detail: `There is nothing at ${path}` });
    return new Problem('method-not-allowed', {
      detail: `${path} takes ${methods.join(', ')}`,
      headers: { allow: methods.join(', ') },
    });
  }

  /** An internal error tells nothing but the id under which the log tells all. */
  private traceable(problem: Problem, request: FastifyRequest): Problem {
    return problem.code === 'internal' ? new Problem('internal', { extra: { requestId: request.id } }) : problem;
  }
}

function withStack(thrown: unknown): unknown {
  return thrown instanceof Error ? thrown : new Error(`Thrown, but not an error: ${String(thrown)}`);
}

import { Controller, Get, Inject, Res, ServiceUnavailableException } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Needs } from '../access/scopes.js';
import { Answers } from '../api/answers.js';
import { Health } from '../api/service-answers.js';
import { Shutdown } from '../lifecycle/shutdown.js';
import { problemKind } from '../problems/catalogue.js';
import { CHECK_TIMEOUT_MS, HEALTH_CHECKS, type HealthChecks, type HealthChecksSource } from './health-checks.js';

const well = { description: 'It is well', content: { 'application/json': Health } };
const notWell = { description: 'It is not, and this is why', content: { 'application/json': Health } };

@Needs('anybody')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(HEALTH_CHECKS) private readonly checks: HealthChecksSource,
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly shutdown: Shutdown,
  ) {}

  @Get('live')
  @Answers({
    id: 'isLive',
    tag: 'Service',
    summary: 'Whether to leave it running',
    answers: { 200: well, 503: notWell },
  })
  live(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return this.run(this.checks().live ?? {}, reply);
  }

  @Get('ready')
  @Answers({
    id: 'isReady',
    tag: 'Service',
    summary: 'Whether to send it work',
    answers: { 200: well, 503: notWell },
  })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    const result = await this.run(this.checks().ready, reply);
    if (!this.shutdown.announced) return result;
    void reply.code(problemKind('unavailable').status);
    return { ...result, status: 'shutting_down' };
  }

  private async run(checks: HealthChecks['ready'], reply: FastifyReply): Promise<HealthCheckResult> {
    try {
      return await this.health.check(
        Object.entries(checks).map(([name, check]) =>
          this.indicators
            .check(name)
            .attempt(async (options) => check(options))
            .withTimeout(CHECK_TIMEOUT_MS),
        ),
      );
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      void reply.code(problemKind('unavailable').status);
      return error.getResponse() as HealthCheckResult;
    }
  }
}

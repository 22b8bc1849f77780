import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Registry } from 'prom-client';
import { Needs } from '../access/scopes.js';
import { Answers } from '../api/answers.js';
import { text } from '../api/service-answers.js';

@Needs(['ops'])
@Controller('metrics')
export class MetricsController {
  constructor(private readonly registry: Registry) {}

  @Get()
  @Answers({
    id: 'getMetrics',
    tag: 'Service',
    summary: 'Metrics for Prometheus',
    answers: { 200: { description: 'Prometheus text format', content: { 'text/plain': text } } },
  })
  metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.registry.contentType);
    return this.registry.metrics();
  }
}

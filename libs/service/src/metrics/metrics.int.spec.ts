import { Needs } from '../access/scopes.js';
import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { Problem } from '../problems/problem.js';
import { aService, type RunningService } from '../testing/a-service.js';

@Injectable()
class Applied {
  constructor(registry: Registry) {
    new Counter({ name: 'applied_total', help: 'Events applied', registers: [registry] }).inc(3);
  }
}

@Needs(['read'])
@Controller('v1/incidents')
class Incidents {
  @Get(':id')
  one(): string {
    return 'found';
  }

  @Get(':id/facts')
  facts(): never {
    throw new Problem('not-found');
  }
}

@Module({ controllers: [Incidents], providers: [Applied] })
class IncidentsModule {}

let running: RunningService;
beforeAll(async () => {
  running = await aService(IncidentsModule);
});
afterAll(() => running.service.stop());

async function metricsAfter(...paths: readonly string[]): Promise<string> {
  for (const path of paths) {
    await (await fetch(`${running.url}${path}`)).text();
    await running.line(({ url }) => url === path);
  }
  const answer = await fetch(`${running.url}/metrics`);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/);
  return answer.text();
}

function countOf(metrics: string, labels: string): string | undefined {
  const lines = metrics.split('\n').filter((line) => line.startsWith('http_request_duration_seconds_count{'));
  return lines
    .find((line) => line.includes(labels))
    ?.split(' ')
    .at(-1);
}

describe('metrics', () => {
  it('count requests by the pattern of their route and the status', async () => {
    const metrics = await metricsAfter('/v1/incidents/a', '/v1/incidents/b', '/v1/incidents/c/facts', '/nowhere');
    expect(countOf(metrics, 'route="/v1/incidents/:id",status="200"')).toBe('2');
    expect(countOf(metrics, 'route="/v1/incidents/:id/facts",status="404"')).toBe('1');
    expect(countOf(metrics, 'route="unmatched",status="404"')).toBe('1');
  });

  it('tell of the process, and what the application counts', async () => {
    const metrics = await metricsAfter();
    expect(metrics).toContain('applied_total{service="ingest"} 3');
    expect(metrics).toContain('process_cpu_user_seconds_total{service="ingest"}');
  });
});

import { Histogram, type Registry } from 'prom-client';

export interface AnsweredRequest {
  readonly method: string;
  readonly route: string;
  readonly status: string;
  readonly seconds: number;
}

/** By route pattern, never by path: ids would make a series each. */
export function requestMetrics(registry: Registry): (request: AnsweredRequest) => void {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return ({ method, route, status, seconds }) => {
    duration.observe({ method, route, status }, seconds);
  };
}

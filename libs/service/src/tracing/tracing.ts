import { ROOT_CONTEXT, SpanKind, trace, TraceFlags, type Context, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';

export const TRACING = Symbol('TRACING');

export type Kind = 'server' | 'producer' | 'consumer';

/** Something that takes a while. */
export interface Step {
  /** A W3C `traceparent`, for what comes of it; `undefined` where nobody traces. */
  readonly traceparent: string | undefined;
  end(): void;
}

/** Steps of traces that are told to whoever collects them. */
export interface Tracing {
  readonly isOn: boolean;
  /** @param parent the `traceparent` that came in, if one did: otherwise a trace begins here. */
  begin(name: string, kind: Kind, parent: string | undefined): Step;
  /**
   * A step that is over.
   * @param from when it began, and `to` when it ended, in milliseconds since 1970.
   */
  note(name: string, kind: Kind, parent: string, from: number, to: number): void;
  close(): Promise<void>;
}

/** Nobody collects: what came in is passed on. */
const noTracing: Tracing = {
  isOn: false,
  begin: (_name, _kind, parent) => ({ traceparent: parent, end: () => undefined }),
  note: () => undefined,
  close: () => Promise.resolve(),
};

const kinds = { server: SpanKind.SERVER, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER } as const;
const shape = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Over OTLP (HTTP, JSON), as `OTEL_EXPORTER_OTLP_ENDPOINT` says; without it nothing is traced.
 * `OTEL_TRACES_SAMPLER_ARG` is the share of traces that begin here and are told: 1 unless given. A trace that came in is told if
 * whoever began it tells it.
 */
export function tracingOf(service: string, env: NodeJS.ProcessEnv): Tracing {
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (endpoint === undefined || endpoint === '') return noTracing;
  const share = Number(env['OTEL_TRACES_SAMPLER_ARG'] ?? 1);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': `corrigenda-${service}` }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  return new Told(provider, provider.getTracer('corrigenda'));
}

class Told implements Tracing {
  readonly isOn = true;

  constructor(
    private readonly provider: NodeTracerProvider,
    private readonly tracer: Tracer,
  ) {}

  begin(name: string, kind: Kind, parent: string | undefined): Step {
    const span = this.tracer.startSpan(name, { kind: kinds[kind] }, contextOf(parent));
    const { traceId, spanId, traceFlags } = span.spanContext();
    return {
      traceparent: `00-${traceId}-${spanId}-0${(traceFlags & TraceFlags.SAMPLED).toString()}`,
      end: () => span.end(),
    };
  }

  note(name: string, kind: Kind, parent: string, from: number, to: number): void {
    this.tracer.startSpan(name, { kind: kinds[kind], startTime: from }, contextOf(parent)).end(to);
  }

  async close(): Promise<void> {
    await this.provider.shutdown();
  }
}

function contextOf(parent: string | undefined): Context {
  const [, traceId, spanId, flags] = shape.exec(parent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number(`0x${flags ?? '00'}`),
    isRemote: true,
  });
}

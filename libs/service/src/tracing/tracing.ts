import { ROOT_CONTEXT, SpanKind, trace, TraceFlags, type Context, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import { traceId } from '../logging/trace-id.js';
import type { TraceSettings } from '../settings/settings.js';

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
   * A step that is over, in each of these traces once; what is no `traceparent` is passed over.
   * @param from when it began, and `to` when it ended, in milliseconds since 1970.
   */
  note(name: string, kind: Kind, parents: Iterable<string | undefined>, from: number, to: number): void;
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

/** Over OTLP (HTTP, JSON). A trace that came in is told if whoever began it tells it. */
export function tracingOf(service: string, settings: TraceSettings | null): Tracing {
  if (settings === null) return noTracing;
  const { endpoint, share } = settings;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': `corrigenda-${service}` }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` })),
    ],
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
    const { traceId: id, spanId, traceFlags } = span.spanContext();
    return {
      traceparent: `00-${id}-${spanId}-0${(traceFlags & TraceFlags.SAMPLED).toString()}`,
      end: () => span.end(),
    };
  }

  note(name: string, kind: Kind, parents: Iterable<string | undefined>, from: number, to: number): void {
    for (const parent of new Set(parents))
      if (traceId(parent) !== undefined)
        this.tracer.startSpan(name, { kind: kinds[kind], startTime: from }, contextOf(parent)).end(to);
  }

  async close(): Promise<void> {
    await this.provider.shutdown();
  }
}

function contextOf(parent: string | undefined): Context {
  const id = traceId(parent);
  if (id === undefined) return ROOT_CONTEXT;
  // Later versions begin with the same four parts.
  const [, , spanId = '', flags = ''] = (parent ?? '').split('-');
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: id,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
  });
}

import type { DisclosureEvent } from '#contracts';
import { traceId, type Step, type Tracing } from '#service';

/** The trace of a request, or of a part of a stream. An event that carries its own goes on in that, unless the request has one. */
export class RequestTraces {
  private readonly steps = new Map<string | undefined, Step>();

  constructor(
    private readonly tracing: Tracing,
    private readonly name: string,
    /** What the request's header says. */
    private readonly header: string | undefined,
  ) {}

  /** The `traceparent` for what comes of an event; `undefined` where it has none and nobody traces. */
  readonly of = (event: DisclosureEvent): string | undefined => {
    const parent = this.header ?? ownTrace(event);
    let step = this.steps.get(parent);
    if (step === undefined) {
      step = this.tracing.begin(this.name, 'server', parent);
      this.steps.set(parent, step);
    }
    return step.traceparent;
  };

  end(): void {
    for (const step of this.steps.values()) step.end();
  }
}

/** As a header has it; `undefined` if it is none. */
export function wellFormed(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && traceId(header) !== undefined ? header : undefined;
}

/** The distributed tracing extension: the trace in which the sender made the event. */
function ownTrace(event: object): string | undefined {
  return 'traceparent' in event && typeof event.traceparent === 'string' ? wellFormed(event.traceparent) : undefined;
}

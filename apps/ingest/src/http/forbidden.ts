import { callerOf, Problem, type Gate } from '#service';
import type { FastifyRequest } from 'fastify';
import type { Examined } from '../core/ingest.js';
import type { Rejected, Verdict } from '../core/verdict.js';

const TOLD = 10;

/** Keeps in the audit what this caller may not send, and answers it: one entry, with the first of them and how many they were. */
export function noteForbidden(gate: Gate, request: FastifyRequest, verdicts: readonly Verdict[]): readonly Rejected[] {
  const refused = verdicts.filter(isForbidden);
  const [first, ...others] = refused.map(({ event, rejection }) => ({ ...event, errors: rejection.errors }));
  if (first === undefined) return refused;
  const more = others.length === 0 ? {} : { others: others.slice(0, TOLD - 1), refused: refused.length };
  const principal = callerOf(request).name;
  void gate.note({ principal, action: 'send an event', outcome: 'denied', detail: { ...first, ...more } });
  return refused;
}

/** Nothing is recorded of a request with anything that its caller may not send: then it throws. */
export function refuseForbidden(gate: Gate, request: FastifyRequest, examined: readonly Examined[]): void {
  const verdicts = examined.map((one) => (one.kind === 'rejected' ? one.verdict : null));
  const refused = noteForbidden(
    gate,
    request,
    verdicts.filter((verdict) => verdict !== null),
  );
  if (refused.length === 0) return;
  const { name } = callerOf(request);
  throw new Problem('forbidden', {
    detail: `Nothing is recorded: ${refused.length} of ${examined.length} events may not be sent by ${String(name)}`,
    errors: verdicts.flatMap((verdict, index) =>
      verdict === null || !isForbidden(verdict)
        ? []
        : (verdict.rejection.errors ?? []).map(({ pointer, message }) => ({
            pointer: examined.length === 1 ? pointer : `/${index}${pointer}`,
            message,
          })),
    ),
  });
}

function isForbidden(verdict: Verdict): verdict is Rejected {
  return verdict.status === 'rejected' && verdict.rejection.code === 'forbidden';
}

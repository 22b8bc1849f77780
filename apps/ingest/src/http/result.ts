import { formatOffset, type EventProblem, type EventVerdict } from '#contracts';
import { problemCatalogue, type ProblemCode } from '#service';
import type { Rejection, Verdict } from '../core/verdict.js';

const notAppended = problem('unavailable', {
  detail: 'The log did not acknowledge the event in time. It may hold it even so; sending it again is safe',
});

/** What a client is told of one event. */
export function toResult(verdict: Verdict): EventVerdict {
  const { status, event } = verdict;
  const named = { source: event.source, id: event.id, status };
  switch (verdict.status) {
    case 'recorded':
      return { ...named, offset: formatOffset(verdict.at) };
    case 'valid':
      return named;
    case 'failed':
      return { ...named, problem: notAppended };
    case 'rejected': {
      const { code, ...said } = verdict.rejection;
      return { ...named, problem: problem(code, said) };
    }
  }
}

function problem(code: ProblemCode, said: Omit<Rejection, 'code'>): EventProblem {
  return { type: `/problems/${code}`, title: problemCatalogue[code].title, ...said };
}

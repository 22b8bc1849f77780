import { HttpException } from '@nestjs/common';
import { isProblemCode, problemCodeOf, type ProblemCode } from './catalogue.js';
import { Problem, type ProblemError } from './problem.js';

const CODES_OF_FASTIFY: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_BAD_URL: 'invalid-url',
  FST_ERR_MAX_PARAM_LENGTH: 'url-too-long',
  FST_ERR_ROUTE_MAX_PARAM_LENGTH: 'url-too-long',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'unreadable-body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'unreadable-body',
  FST_ERR_CTP_INVALID_JSON_BODY: 'unreadable-body',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
};

/** Whatever was thrown, as a problem. What nobody foresaw is `internal`, and says nothing of what it was. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof HttpException) return ofHttpException(thrown);
  if (!isObject(thrown)) return new Problem('internal', { cause: thrown });
  if (isProblemCode(thrown['code'])) return ofDomainError(thrown['code'], thrown);
  return ofFastify(thrown) ?? new Problem('internal', { cause: thrown });
}

function ofHttpException(exception: HttpException): Problem {
  const inner = isObject(exception.cause) ? ofFastify(exception.cause) : undefined;
  if (inner !== undefined) return inner;
  const code = problemCodeOf(exception.getStatus());
  return code === 'internal'
    ? new Problem(code, { cause: exception })
    : new Problem(code, { detail: exception.message, cause: exception });
}

function ofDomainError(code: ProblemCode, error: Readonly<Record<string, unknown>>): Problem {
  const { detail, errors } = error;
  return new Problem(code, {
    ...(typeof detail === 'string' ? { detail } : {}),
    ...(Array.isArray(errors) && errors.every(isProblemError) ? { errors } : {}),
    cause: error,
  });
}

/** Fastify's own refusals carry a status below 500; their messages name no internals. */
function ofFastify(error: Readonly<Record<string, unknown>>): Problem | undefined {
  const { code, statusCode, message } = error;
  if (typeof code !== 'string' || !code.startsWith('FST_')) return undefined;
  if (typeof statusCode !== 'number' || statusCode >= 500) return undefined;
  return new Problem(CODES_OF_FASTIFY[code] ?? problemCodeOf(statusCode), {
    ...(typeof message === 'string' ? { detail: message } : {}),
    cause: error,
  });
}

function isProblemError(value: unknown): value is ProblemError {
  if (!isObject(value) || typeof value['message'] !== 'string') return false;
  return typeof value['pointer'] === 'string' || typeof value['parameter'] === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

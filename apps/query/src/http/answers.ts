import { Answers, type AnswerInfo, type OperationInfo, type ParameterInfo, type Schema } from '#service';
import { minOffsetHeader } from './min-offset.js';
import { notModified, permanentRedirect } from './statuses.js';

type Said = 'id' | 'tag' | 'summary' | 'description' | 'problems' | 'body' | 'bodyIsOptional';

export interface ReadInfo extends Pick<OperationInfo, Said> {
  /** Of what is found. */
  readonly answer: Schema;
  readonly mediaType?: string;
  /** It answers for an incident that was merged away, too. */
  readonly staysWhenMerged?: boolean;
}

const offset = '\\d{1,9}@\\d{1,19}';

const minOffset: ParameterInfo = {
  schema: { type: 'string', pattern: `^${offset}( *, *${offset})*$` },
  expects: 'waits, 5 seconds at most, until what stands at these offsets of the log is applied: 3@1842, 0@77',
};

const ifNoneMatch: ParameterInfo = {
  schema: { type: 'string' },
  expects: 'the ETag of an answer that the client has: it is told if that is still the one',
};

const etag: ParameterInfo = { schema: { type: 'string', pattern: '^"[A-Za-z0-9_-]+"$' } };
const cacheControl: ParameterInfo = { schema: { const: 'no-cache' } };
const location: ParameterInfo = { schema: { type: 'string', format: 'uri-reference' } };

const unchanged: Readonly<Record<number, AnswerInfo>> = {
  [notModified]: {
    description: 'What the client has is what there is',
    headers: { ETag: etag, 'Cache-Control': cacheControl },
  },
};

const moved: Readonly<Record<number, AnswerInfo>> = {
  [permanentRedirect]: {
    description: 'The incident was merged into another one, where this is now',
    headers: { Location: location },
  },
};

/** A read: the only thing to say of a new route. */
export function Reads(info: ReadInfo): MethodDecorator {
  return Answers(read(info));
}

/** A read of what is within one incident, as `SingleIncident` answers it. */
export function ReadsIncident(info: ReadInfo): MethodDecorator {
  const { staysWhenMerged = false, ...said } = info;
  const { headers, answers, problems = [], ...rest } = read(said);
  const tagged = { ...found(info.answer, info.mediaType), headers: { ETag: etag, 'Cache-Control': cacheControl } };
  return Answers({
    ...rest,
    headers: { ...headers, 'If-None-Match': ifNoneMatch },
    answers: { ...answers, 200: tagged, ...unchanged, ...(staysWhenMerged ? {} : moved) },
    problems: [...problems, 'not-found'],
  });
}

function read({ answer, mediaType, problems = [], ...said }: ReadInfo): OperationInfo {
  return {
    ...said,
    headers: { [minOffsetHeader]: minOffset },
    answers: { 200: found(answer, mediaType) },
    problems: [...problems, 'invalid-request', 'offset-not-reached'],
  };
}

function found(answer: Schema, mediaType = 'application/json'): AnswerInfo {
  return { description: 'What was asked for', content: { [mediaType]: answer } };
}

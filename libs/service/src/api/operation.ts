import type { Json, SchemaReferences } from '#contracts';
import type { AnswerInfo, ParameterInfo } from './answers.js';
import { problemResponses } from './problem-responses.js';
import { examplesIn, type RecordedAnswer } from './recorded-answer.js';
import type { Route } from './routes.js';

export interface OperationContext {
  readonly refer: SchemaReferences['refer'];
  readonly pathParameters: Readonly<Record<string, ParameterInfo>>;
  readonly examples: readonly RecordedAnswer[];
}

/** The Operation Object of a route. */
export function operationObject(route: Route, { refer, pathParameters, examples }: OperationContext): Json {
  const { id, tag, summary, description, headers = {}, body = {}, bodyIsOptional = false } = route.operation;
  const recorded = examples.filter(({ operation }) => operation === id);
  const parameter = (place: string, name: string, info: ParameterInfo): Json => ({
    name,
    in: place,
    required: place === 'path' || info.required === true,
    ...(info.expects === undefined ? {} : { description: info.expects }),
    schema: refer(info.repeated === true ? { type: 'array', items: info.schema } : info.schema),
    ...(info.example === undefined ? {} : { example: info.example }),
  });
  const response = (status: number, info: AnswerInfo): Json => ({
    description: info.description,
    ...mapped('headers', info.headers, ({ expects, schema }) => ({
      ...(expects === undefined ? {} : { description: expects }),
      required: true,
      schema: refer(schema),
    })),
    ...mapped('content', info.content, (schema, mediaType) => ({
      schema: refer(schema),
      ...examplesIn(recorded, mediaType, (one) => (one.status === status ? one.content : null)),
    })),
  });
  const content = mapped('content', body, (schema, mediaType) => ({
    schema: refer(schema),
    ...examplesIn(recorded, mediaType, ({ request }) => request.content),
  }));
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: [
      ...route.pathParameters.map((name) => parameter('path', name, pathParameter(pathParameters, route, name))),
      ...Object.entries(route.queryParameters ?? {}).map(([name, info]) => parameter('query', name, info)),
      ...Object.entries(headers).map(([name, info]) => parameter('header', name, info)),
    ],
    ...('content' in content ? { requestBody: { required: !bodyIsOptional, ...content } } : {}),
    security: route.needs === 'anybody' ? [] : route.needs.map((scope) => ({ bearer: [scope] })),
    responses: Object.fromEntries([...answersOf(route)].map(([status, info]) => [status, response(status, info)])),
  };
}

function pathParameter(all: OperationContext['pathParameters'], { path }: Route, name: string): ParameterInfo {
  const found = all[name];
  if (found === undefined) throw new Error(`Nothing is said of the path parameter ${name} of ${path}`);
  return found;
}

/** One status may tell a result or a problem: then the media type says which. */
function answersOf(route: Route): ReadonlyMap<number, AnswerInfo> {
  const answers = new Map(problemResponses(route));
  for (const [status, own] of Object.entries(route.operation.answers)) {
    const problem = answers.get(Number(status));
    answers.set(Number(status), problem === undefined ? own : either(own, problem));
  }
  return answers;
}

function either(own: AnswerInfo, problem: AnswerInfo): AnswerInfo {
  return {
    description: `${own.description}. Or: ${problem.description}`,
    content: { ...own.content, ...problem.content },
    ...(own.headers === undefined ? {} : { headers: own.headers }),
  };
}

function mapped<T>(
  member: string,
  members: Readonly<Record<string, T>> | undefined,
  to: (value: T, name: string) => Json,
): Readonly<Record<string, Json>> {
  const entries = Object.entries(members ?? {});
  return entries.length === 0
    ? {}
    : { [member]: Object.fromEntries(entries.map(([name, value]) => [name, to(value, name)])) };
}

import type { Type } from '@nestjs/common';
import { schemaReferences, type Json } from '#contracts';
import type { ParameterInfo, Schema } from './answers.js';
import { operationObject } from './operation.js';
import { problemSchemas } from './problem-responses.js';
import type { RecordedAnswer } from './recorded-answer.js';
import { routesOf } from './routes.js';
import { serviceSchemas } from './service-answers.js';
import { serviceControllers } from './service-controllers.js';

/** What a service says of its API beside its controllers. */
export interface ApiInfo {
  readonly title: string;
  readonly description: string;
  readonly controllers: readonly Type[];
  /** By name; each path parameter of each route needs one. */
  readonly pathParameters: Readonly<Record<string, ParameterInfo>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

interface DocumentOptions {
  readonly version: string;
  readonly examples: readonly RecordedAnswer[];
}

/** The OpenAPI 3.1 document of a service. Throws for a route, or a path parameter, that nothing is said of. */
export function openApiDocument(api: ApiInfo, { version, examples }: DocumentOptions): Json {
  const { refer, components } = schemaReferences({ ...api.schemas, ...problemSchemas, ...serviceSchemas });
  const routes = [...api.controllers, ...serviceControllers].flatMap(routesOf);
  const ids = routes.map(({ operation }) => operation.id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) throw new Error(`Two routes have the operation id ${twice}`);
  const { pathParameters } = api;
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes)
    (paths[route.path] ??= {})[route.method] = operationObject(route, { refer, pathParameters, examples });
  return {
    openapi: '3.1.0',
    info: {
      title: api.title,
      description: api.description,
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ operation }) => operation.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components(),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, or a token of the issuer; with AUTH=none nothing',
        },
      },
    },
  };
}

import { namedSchemas } from '#contracts';
import { controllersOf, type ApiInfo } from '#service';
import { pathParameters } from './http/path-parameters.js';
import { QueryModule } from './query.module.js';

export const queryApi: ApiInfo = {
  title: 'Corrigenda: query',
  description:
    'What is held to be so about security incidents, who says what, and every change of it. ' +
    'Errors are problem details (RFC 9457), whose `type` is stable.',
  controllers: controllersOf(QueryModule),
  pathParameters,
  schemas: namedSchemas,
};

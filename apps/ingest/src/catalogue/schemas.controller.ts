import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { SchemaList } from '#contracts';
import { Needs, Answers, Problem } from '#service';
import { schemaItems, schemaOf, schemaTopics, type SchemaItem, type SchemaTopic } from './schemas.js';

@Needs(['read'])
@Controller('v1/schemas')
export class SchemasController {
  @Get()
  @Answers({
    id: 'listSchemas',
    tag: 'Schemas',
    summary: 'The schemas of every event and change',
    answers: { 200: { description: 'Each with where it is', content: { 'application/json': SchemaList } } },
  })
  all(): { readonly items: readonly SchemaItem[] } {
    return { items: schemaItems };
  }

  @Get(':type')
  @Answers({
    id: 'getSchema',
    tag: 'Schemas',
    summary: 'The JSON Schema (2020-12) of an event or a change',
    query: {
      topic: { schema: { enum: schemaTopics }, expects: 'which is meant where an event and a change have one type' },
    },
    answers: { 200: { description: 'The schema', content: { 'application/schema+json': { type: 'object' } } } },
    problems: ['not-found'],
  })
  @Header('content-type', 'application/schema+json')
  one(@Param('type') type: string, @Query('topic') topic?: unknown): unknown {
    const schema = schemaOf(type, topic === undefined ? undefined : topicOf(topic));
    if (schema === undefined) throw new Problem('not-found', { detail: `There is no schema of ${type.slice(0, 200)}` });
    return schema;
  }
}

function topicOf(given: unknown): SchemaTopic {
  const topic = schemaTopics.find((one) => one === given);
  if (topic !== undefined) return topic;
  throw new Problem('invalid-query', {
    errors: [{ parameter: 'topic', message: `must be one of ${schemaTopics.join(', ')}` }],
  });
}

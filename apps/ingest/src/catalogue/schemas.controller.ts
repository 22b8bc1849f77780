import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { Problem } from '#service';
import { schemaItems, schemaOf, schemaTopics, type SchemaItem, type SchemaTopic } from './schemas.js';

@Controller('v1/schemas')
export class SchemasController {
  @Get()
  all(): { readonly items: readonly SchemaItem[] } {
    return { items: schemaItems };
  }

  @Get(':type')
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

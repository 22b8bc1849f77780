import { Needs } from '../access/scopes.js';
import { Controller, Get, Param, Post, Query, type Type } from '@nestjs/common';
import { Answers, PartOfAnother, type OperationInfo } from './answers.js';
import { openApiDocument } from './document.js';

const Thing = { type: 'object', properties: { id: { type: 'string' } } };
const pipe = {
  parameters: { limit: { schema: { type: 'integer' }, expects: 'how many' } },
  transform: () => undefined,
};

const said = (id: string): OperationInfo => ({
  id,
  tag: 'Things',
  summary: 'A thing',
  answers: { 200: { description: 'It', content: { 'application/json': { type: 'array', items: Thing } } } },
  problems: ['not-found'],
});

@Needs(['read'])
@Controller('v1/things')
class Things {
  @Get(':thing/parts')
  @Answers(said('listParts'))
  parts(@Param('thing') thing: string, @Query(pipe) _query: unknown): string {
    return thing;
  }

  @Get('page.css')
  @PartOfAnother
  style(): string {
    return '';
  }
}

@Needs(['read'])
@Controller('v1')
class Silent {
  @Post('things')
  take(): void {
    return;
  }
}

@Needs(['read'])
@Controller()
class Twice {
  @Get('again')
  @Answers(said('listParts'))
  again(): void {
    return;
  }
}

@Controller('open')
class Open {
  @Get()
  @Answers(said('listAll'))
  all(): void {
    return;
  }
}

function documentOf(controllers: readonly Type[], pathParameters = { thing: { schema: { type: 'string' } } }) {
  const api = { title: 'Things', description: '', controllers, pathParameters, schemas: { Thing } };
  return openApiDocument(api, { version: '1.0.0', examples: [] });
}

describe('a document', () => {
  const document = documentOf([Things]);

  it('has path and parameters as the controller has them', () => {
    expect(document).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/v1/things/{thing}/parts': {
          get: {
            operationId: 'listParts',
            parameters: [
              { name: 'thing', in: 'path', required: true },
              { name: 'limit', in: 'query', required: false, description: 'how many', schema: { type: 'integer' } },
            ],
          },
        },
        '/health/ready': { get: { operationId: 'isReady' } },
        '/metrics': { get: {} },
      },
    });
  });

  it('has the problems that the route may answer, and no others', () => {
    const statuses = [...JSON.stringify(document).matchAll(/"(\d{3})":\{"description"/g)].map(([, status]) => status);
    expect(new Set(statuses)).toEqual(
      new Set(['200', '400', '401', '403', '404', '408', '414', '429', '431', '500', '503']),
    );
  });

  it('names a schema once, and refers to it', () => {
    expect(document).toMatchObject({ components: { schemas: { Thing } } });
    expect(JSON.stringify(document)).toContain('"items":{"$ref":"#/components/schemas/Thing"}');
  });

  it('leaves out what is nothing by itself', () => {
    expect(JSON.stringify(document)).not.toContain('page.css');
  });
});

describe('no document is made', () => {
  it('with a route that says nothing of its answers', () => {
    expect(() => documentOf([Things, Silent])).toThrow('Silent.take says nothing of its answers');
  });

  it('with a route that says nothing of who may call it', () => {
    expect(() => documentOf([Open])).toThrow('Open.all says nothing of who may call it');
  });

  it('with a path parameter that nothing is said of', () => {
    expect(() => documentOf([Things], {} as never)).toThrow('Nothing is said of the path parameter thing');
  });

  it('with two operations of one id', () => {
    expect(() => documentOf([Things, Twice])).toThrow('Two routes have the operation id listParts');
  });
});

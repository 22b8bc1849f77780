import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Controller, Get, Inject, Param, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Problem } from '../problems/problem.js';
import { Needs } from '../access/scopes.js';
import { Answers, PartOfAnother } from './answers.js';
import { docsPage, docsScript, docsSecurity } from './docs-page.js';
import { ApiDocument, text } from './service-answers.js';

/** Where the document of the service lies. */
export const API_DOCUMENT = Symbol('API_DOCUMENT');

const require = createRequire(import.meta.url);
const ofSwaggerUi: Readonly<Record<string, string>> = {
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'swagger-ui.css': 'text/css; charset=utf-8',
};

/** The document is made from the code when the code is changed, and checked in; here it is only read. */
@Needs('anybody')
@Controller()
export class ApiController {
  private document: Promise<Buffer> | undefined;

  constructor(@Inject(API_DOCUMENT) private readonly file: URL) {}

  @Get('openapi.json')
  @Answers({
    id: 'getApiDocument',
    tag: 'Service',
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': ApiDocument } } },
  })
  json(@Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    void reply.type('application/json; charset=utf-8');
    return (this.document ??= readFile(this.file));
  }

  @Get('docs')
  @Answers({
    id: 'browseApi',
    tag: 'Service',
    summary: 'This document as a page, which asks nothing of any other server',
    answers: { 200: { description: 'A page', content: { 'text/html': text } } },
  })
  page(@Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.type('text/html; charset=utf-8').header('content-security-policy', docsSecurity);
    return docsPage;
  }

  @Get('docs/:file')
  @PartOfAnother
  part(@Param('file') file: string, @Res({ passthrough: true }) reply: FastifyReply): string | StreamableFile {
    if (file === 'start.js') {
      void reply.type('text/javascript; charset=utf-8');
      return docsScript;
    }
    const type = Object.hasOwn(ofSwaggerUi, file) ? ofSwaggerUi[file] : undefined;
    if (type === undefined) throw new Problem('not-found', { detail: `The page has no part ${file.slice(0, 100)}` });
    void reply.header('cache-control', 'max-age=3600');
    return new StreamableFile(createReadStream(require.resolve(`@fastify/swagger-ui/static/${file}`)), { type });
  }
}

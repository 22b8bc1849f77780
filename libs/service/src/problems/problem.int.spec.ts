import { Needs } from '../access/scopes.js';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Body, ConflictException, Controller, Get, Module, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { aService, type RunningService } from '../testing/a-service.js';
import { Problem } from './problem.js';

@Needs(['read'])
@Controller('v1')
class Things {
  @Post('things')
  take(@Body() body: unknown): unknown {
    return body;
  }

  @Get('things/:id')
  one(@Param('id') id: string): unknown {
    return { id };
  }

  @Get('problem')
  problem(): never {
    throw new Problem('invalid-query', {
      detail: 'limit is at most 500',
      errors: [{ parameter: 'limit', message: 'must be <= 500' }],
      extra: { limit: 501 },
    });
  }

  @Get('domain')
  domain(): never {
    throw Object.assign(new Error('internal words'), {
      code: 'invalid-event',
      detail: 'One claim is not valid',
      errors: [{ pointer: '/data/claims/0', message: 'must be an EDTF date' }],
    });
  }

  @Get('nest')
  nest(): never {
    throw new ConflictException('already there');
  }

  @Get('bug')
  bug(): never {
    throw new Error('connect to postgres://me:hunter2@db failed');
  }

  @Get('thrown')
  thrown(): never {
    const thrown: unknown = 'a string';
    throw thrown;
  }

  @Get('unavailable')
  unavailable(): never {
    throw new Problem('unavailable', { headers: { 'retry-after': '7' } });
  }

  @Get('half')
  half(@Res() reply: FastifyReply): never {
    reply.raw.writeHead(200, { 'content-type': 'text/plain' });
    reply.raw.write('the first half');
    throw new Error('no more');
  }
}

@Module({ controllers: [Things] })
class ThingsModule {}

let running: RunningService;
beforeAll(async () => {
  running = await aService(ThingsModule, { bodyLimit: 1_000 });
});
afterAll(() => running.service.stop());

const json = { 'content-type': 'application/json' };

async function asked(path: string, init?: RequestInit): Promise<{ answer: Response; body: Record<string, unknown> }> {
  const answer = await fetch(`${running.url}${path}`, init);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const body = (await answer.json()) as Record<string, unknown>;
  expect(body['status']).toBe(answer.status);
  return { answer, body };
}

function raw(request: string): Promise<string> {
  const { hostname, port } = new URL(running.url);
  const socket = connect(Number(port), hostname);
  socket.write(request);
  return text(socket);
}

describe('a problem', () => {
  it('carries code, title, detail, errors and more', async () => {
    const { body } = await asked('/v1/problem');
    expect(body).toEqual({
      type: '/problems/invalid-query',
      title: 'Query parameter is not valid',
      status: 400,
      detail: 'limit is at most 500',
      errors: [{ parameter: 'limit', message: 'must be <= 500' }],
      limit: 501,
    });
  });

  it('is read from an error of the domain', async () => {
    const { body } = await asked('/v1/domain');
    expect(body).toEqual({
      type: '/problems/invalid-event',
      title: 'Event is not valid',
      status: 422,
      detail: 'One claim is not valid',
      errors: [{ pointer: '/data/claims/0', message: 'must be an EDTF date' }],
    });
  });

  it('is read from an exception of Nest', async () => {
    const { body } = await asked('/v1/nest');
    expect(body).toMatchObject({ type: '/problems/conflict', status: 409, detail: 'already there' });
  });

  it('says when to try again', async () => {
    const { answer } = await asked('/v1/unavailable');
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('7');
  });
});

describe('what nobody foresaw', () => {
  it('tells nothing but an id, under which the log has the stack', async () => {
    const { body } = await asked('/v1/bug', { headers: { authorization: 'Bearer hunter3' } });
    expect(body).toEqual({
      type: '/problems/internal',
      title: 'Something went wrong here',
      status: 500,
      requestId: expect.any(String),
    });
    const line = await running.line(({ level, requestId }) => level === 'error' && requestId === body['requestId']);
    expect(JSON.stringify(line)).toMatch(/postgres:.*problem\.int\.spec/);
    expect(JSON.stringify(running.lines)).not.toContain('hunter3');
  });

  it('may be no error at all', async () => {
    const { body } = await asked('/v1/thrown');
    expect(body['type']).toBe('/problems/internal');
  });

  it('cuts an answer that is half out', async () => {
    const whole = fetch(`${running.url}/v1/half`).then((answer) => answer.text());
    await expect(whole).rejects.toThrow();
  });
});

describe('a request that is not right', () => {
  it.each([
    ['an unknown path', '/v1/nowhere?x=1', {}, 404, 'not-found'],
    ['an unknown path with a body', '/nowhere', { method: 'POST', body: '{}', headers: json }, 404, 'not-found'],
    ['a malformed escape in the path', '/v1/things/%zz', {}, 400, 'invalid-url'],
    ['a path parameter without end', `/v1/things/${'x'.repeat(2_000)}`, {}, 414, 'url-too-long'],
    ['malformed JSON', '/v1/things', { method: 'POST', body: '{', headers: json }, 400, 'unreadable-body'],
    ['an empty JSON body', '/v1/things', { method: 'POST', body: '', headers: json }, 400, 'unreadable-body'],
    [
      'a prototype in JSON',
      '/v1/things',
      { method: 'POST', body: '{"__proto__":{}}', headers: json },
      400,
      'unreadable-body',
    ],
    ['too much', '/v1/things', { method: 'POST', body: `"${'x'.repeat(2_000)}"`, headers: json }, 413, 'too-large'],
    ['text', '/v1/things', { method: 'POST', body: 'x' }, 415, 'unsupported-media-type'],
    ['a form', '/v1/things', { method: 'POST', body: new URLSearchParams({ a: 'b' }) }, 415, 'unsupported-media-type'],
    ['another method', '/v1/things', {}, 405, 'method-not-allowed'],
    ['another method that takes a body', '/v1/problem', { method: 'QUERY' }, 405, 'method-not-allowed'],
  ] as [string, string, RequestInit, number, string][])('%s is a problem', async (_what, path, init, status, code) => {
    const { body } = await asked(path, init);
    expect(body).toMatchObject({ type: `/problems/${code}`, status, title: expect.any(String) });
  });

  it('is told which methods there are', async () => {
    const { answer } = await asked('/v1/things/one', { method: 'DELETE' });
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  it('may not even be HTTP', async () => {
    const answer = await raw('nonsense\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('"type":"/problems/unreadable-request"');
  });

  it('may have headers without end', async () => {
    const answer = await raw(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('"type":"/problems/headers-too-large"');
  });

  it('leaves the service as it was', async () => {
    const answer = await fetch(`${running.url}/v1/things/a%2Fb`);
    expect(await answer.json()).toEqual({ id: 'a/b' });
  });
});

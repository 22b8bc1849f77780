import { Needs } from '../access/scopes.js';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  Controller,
  Get,
  Injectable,
  Module,
  Res,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { FastifyReply } from 'fastify';
import { aService, type RunningService } from '../testing/a-service.js';
import { Shutdown } from './shutdown.js';

let told: string[] = [];
let release: () => void = () => undefined;
let arrived: Promise<void>;
let arrive: () => void;

@Injectable()
class Resources implements OnModuleDestroy, OnApplicationShutdown {
  onModuleDestroy(): void {
    told.push('module destroyed');
  }
  onApplicationShutdown(): void {
    told.push('application shut down');
  }
}

@Needs(['read'])
@Controller('v1')
class Slow {
  constructor(private readonly shutdown: Shutdown) {}

  @Get('slow')
  async slow(): Promise<string> {
    arrive();
    await new Promise<void>((resolve) => (release = resolve));
    told.push('answered');
    return 'done';
  }

  @Get('stream')
  stream(@Res() reply: FastifyReply): void {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n');
    this.shutdown.signal.addEventListener('abort', () => reply.raw.end(': bye\n\n'));
    arrive();
  }
}

@Module({ controllers: [Slow], providers: [Resources] })
class SlowModule {}

class Transport extends Server implements CustomTransportStrategy {
  listen(callback: () => void): void {
    told.push('transport listens');
    callback();
  }
  close(): void {
    told.push('transport closed');
  }
  on(): void {
    throw new Error('no events');
  }
  unwrap<T>(): T {
    throw new Error('nothing to unwrap');
  }
}

const agent = new Agent({ keepAlive: true });

async function get(url: string): Promise<{ status: number | undefined; connection: string | undefined; body: string }> {
  const [answer] = await once(request(url, { agent }).end(), 'response');
  const body = await text(answer);
  return { status: answer.statusCode, connection: answer.headers.connection, body };
}

let running: RunningService;
beforeEach(async () => {
  told = [];
  arrived = new Promise((resolve) => (arrive = resolve));
  running = await aService(SlowModule, {
    prepare: (app) => {
      app.connectMicroservice({ strategy: new Transport() });
    },
  });
});
afterEach(async () => {
  release();
  await running.service.stop();
});

describe('a service that stops', () => {
  it('finishes what it is answering, then stops the rest in order', async () => {
    const answer = get(`${running.url}/v1/slow`);
    await arrived;
    const stopped = running.service.stop();
    expect(running.service.hanging()).toEqual(['requests', 'GET /v1/slow']);
    release();
    expect(await answer).toEqual({ status: 200, connection: 'close', body: 'done' });
    await stopped;
    expect(told).toEqual([
      'transport listens',
      'answered',
      'module destroyed',
      'transport closed',
      'application shut down',
    ]);
  });

  it('takes no new connections, and none that a client kept', async () => {
    await get(`${running.url}/health/live`);
    await running.service.stop();
    await expect(get(`${running.url}/health/live`)).rejects.toThrow(/ECONNRE(FUSED|SET)|hang up/);
  });

  it('does not wait for a connection on which nothing was ever asked', async () => {
    const { hostname, port } = new URL(running.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    await running.service.stop();
    if (!socket.closed) await once(socket, 'close');
    expect(socket.destroyed).toBe(true);
  });

  it('is not ready, and refuses work, on connections that are still open', async () => {
    const answer = get(`${running.url}/v1/slow`);
    await arrived;
    const { app, stop } = running.service;
    const stopped = stop();
    const inject = (url: string): ReturnType<typeof app.inject> => app.inject({ method: 'GET', url });
    const ready = await inject('/health/ready');
    expect([ready.statusCode, ready.json()]).toMatchObject([503, { status: 'shutting_down' }]);
    const refused = await inject('/v1/slow');
    expect([refused.statusCode, refused.json()]).toMatchObject([503, { type: '/problems/unavailable' }]);
    expect(refused.headers['retry-after']).toBe('1');
    release();
    await Promise.all([answer, stopped]);
  });

  it('ends streams that would go on for ever', async () => {
    const answer = get(`${running.url}/v1/stream`);
    await arrived;
    await running.service.stop();
    expect((await answer).body).toBe(': hello\n\n: bye\n\n');
  });

  it('stops once, however often it is told to', async () => {
    await Promise.all([running.service.stop(), running.service.stop()]);
    await running.service.stop();
    expect(told.filter((what) => what === 'transport closed')).toHaveLength(1);
  });
});

import { Module } from '@nestjs/common';
import { aService, type RunningService } from '../testing/a-service.js';

@Module({})
class Empty {}

let kafka: () => Promise<Record<string, unknown> | void>;
let loop: () => void;
let running: RunningService;

beforeAll(async () => {
  running = await aService(Empty, {
    health: () => ({
      ready: { kafka: () => kafka(), postgres: () => ({ parked: 2 }) },
      live: { loop: () => loop() },
    }),
  });
});
beforeEach(() => {
  kafka = () => Promise.resolve();
  loop = () => undefined;
});
afterAll(() => running.service.stop());

async function ask(which: 'ready' | 'live'): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${running.url}/health/${which}`);
  return { status: answer.status, body: await answer.json() };
}

describe('readiness', () => {
  it('is 200 while every check passes, with what the checks tell', async () => {
    const { status, body } = await ask('ready');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'ok',
      details: { kafka: { status: 'up' }, postgres: { status: 'up', parked: 2 } },
    });
  });

  it('is 503 and names the check that failed, and why', async () => {
    kafka = () => Promise.reject(new Error('no broker answers'));
    const { status, body } = await ask('ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({
      status: 'error',
      details: { kafka: { status: 'down', message: 'no broker answers' }, postgres: { status: 'up' } },
    });
  });

  it('does not wait for a check that never answers', async () => {
    kafka = () => new Promise(() => undefined);
    const { status, body } = await ask('ready');
    expect(status).toBe(503);
    expect(body).toMatchObject({ details: { kafka: { status: 'down', message: 'timeout of 2000ms exceeded' } } });
  });

  it('is not logged at info', async () => {
    await ask('ready');
    const line = await running.line(({ url }) => url === '/health/ready');
    expect(line['level']).toBe('debug');
  });
});

describe('liveness', () => {
  it('does not depend on what readiness depends on', async () => {
    kafka = () => Promise.reject(new Error('down'));
    expect(await ask('live')).toMatchObject({ status: 200 });
  });

  it('is 503 when a main loop is dead', async () => {
    loop = () => {
      throw new Error('no batch for 60 s, and there is lag');
    };
    const { status, body } = await ask('live');
    expect(status).toBe(503);
    expect(body).toMatchObject({ details: { loop: { message: 'no batch for 60 s, and there is lag' } } });
  });
});

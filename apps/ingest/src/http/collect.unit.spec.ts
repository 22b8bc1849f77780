import { PassThrough } from 'node:stream';
import type { Problem } from '#service';
import { collect } from './collect.js';

const collected = (stream: PassThrough, limit: number, within?: number) =>
  new Promise<{ readonly code: string | null; readonly text: string }>((resolve) => {
    const done = (error: Problem | null, bytes: Buffer) => resolve({ code: error?.code ?? null, text: String(bytes) });
    collect(stream, limit, done, within);
  });

describe('a body that is taken whole', () => {
  it('is what came', async () => {
    const stream = new PassThrough();
    const taken = collected(stream, 10);
    stream.write('ab');
    stream.end('cd');
    expect(await taken).toEqual({ code: null, text: 'abcd' });
  });

  it('may not be larger than the limit', async () => {
    const stream = new PassThrough();
    const taken = collected(stream, 3);
    stream.end('abcd');
    expect(await taken).toEqual({ code: 'too-large', text: '' });
  });

  it('must be there in time', async () => {
    const stream = new PassThrough();
    const taken = collected(stream, 10, 20);
    stream.write('ab');
    expect(await taken).toEqual({ code: 'request-timeout', text: '' });
    stream.end('cd');
  });

  it('may not break off', async () => {
    const stream = new PassThrough();
    const taken = collected(stream, 10);
    stream.destroy(new Error('reset'));
    expect(await taken).toEqual({ code: 'unreadable-body', text: '' });
  });
});

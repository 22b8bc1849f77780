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

  it('is taken as long as all together are not too much', async () => {
    const size = 16 * 1024 * 1024;
    const part = Buffer.alloc(size);
    const open = Array.from({ length: 16 }, () => new PassThrough());
    const taken = open.map((stream) => collected(stream, size));
    for (const stream of open) stream.write(part);
    await new Promise(setImmediate);
    const more = async (last: Buffer) => {
      const stream = new PassThrough();
      const one = collected(stream, size);
      stream.end(last);
      return (await one).code;
    };
    expect(await more(Buffer.from('x'))).toBe('unavailable');
    open[0]?.write('beyond its limit');
    open[1]?.destroy(new Error('reset'));
    expect((await taken[1])?.code).toBe('unreadable-body');
    expect(await more(part)).toBeNull();
    for (const stream of open) stream.end();
    expect((await Promise.all(taken)).map(({ code }) => code)).toEqual([
      'too-large',
      'unreadable-body',
      ...Array.from({ length: 14 }, () => null),
    ]);
  });

  it('may not break off', async () => {
    const stream = new PassThrough();
    const taken = collected(stream, 10);
    stream.destroy(new Error('reset'));
    expect(await taken).toEqual({ code: 'unreadable-body', text: '' });
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Under a watch of 2 s, this is run. */
async function watched(code: string): Promise<{ code: number | null; signal: string | null; output: string }> {
  const module = new URL('./watch-event-loop.ts', import.meta.url).href;
  const program = `import { watchEventLoop } from '${module}'; watchEventLoop('spec', 2); ${code}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let output = '';
  child.stdout.on('data', (part: Buffer) => (output += part.toString()));
  await once(child, 'close');
  return { code: child.exitCode, signal: child.signalCode, output };
}

describe('a process whose event loop', () => {
  it('is blocked for good is killed, and says why', async () => {
    const { signal, output } = await watched('setTimeout(() => { for (;;); }, 200);');
    expect(signal).toBe('SIGKILL');
    expect(JSON.parse(output)).toMatchObject({ level: 'fatal', service: 'spec', msg: 'the event loop is blocked' });
  });

  it('comes round is left alone, and ends when it has nothing to do', async () => {
    const { code, output } = await watched('setTimeout(() => console.log("done"), 4000);');
    expect({ code, output }).toEqual({ code: 0, output: 'done\n' });
  });
});

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../../../test/support/index.js';
import { startKafka } from './kafka.js';
import { startPostgres } from './postgres.js';
import { identify, isAlive } from './process-identity.js';

const loader = new URL('../../../test/support/load-sources.mjs', import.meta.url).href;
const library = new URL('./index.ts', import.meta.url).href;
const program = `
  const { startKafka, startPostgres } = await import(${JSON.stringify(library)});
  const [folder] = process.argv.slice(1);
  const started = await Promise.all([
    startKafka({ dataDir: folder + '/kafka', port: 0 }),
    startPostgres({ dataDir: folder + '/postgres', port: 0 }),
  ]);
  console.log(JSON.stringify(started.map(({ pid }) => pid)));`;

let folder: string;
let parent: ChildProcess | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'corrigenda-parent-'));
});
afterEach(async () => {
  parent?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

async function startParent(): Promise<{ process: ChildProcess; servers: number[] }> {
  const child = spawn(process.execPath, ['--import', loader, '--input-type=module', '--eval', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  parent = child;
  for await (const line of createInterface({ input: child.stdout }))
    return { process: child, servers: JSON.parse(line) as number[] };
  throw new Error('the parent ended before its servers were ready');
}

describe('the servers of a process that is killed', () => {
  it('end with it, and their folders can be used again at once', async () => {
    const { process: killed, servers } = await startParent();
    const identities = servers.map((pid) => identify(pid));
    expect(identities).toEqual([
      expect.objectContaining({ pid: servers[0] }),
      expect.objectContaining({ pid: servers[1] }),
    ]);

    killed.kill('SIGKILL');
    await once(killed, 'exit');

    const [kafka, postgres] = await Promise.all([
      startKafka({ dataDir: join(folder, 'kafka'), port: 0 }),
      startPostgres({ dataDir: join(folder, 'postgres'), port: 0 }),
    ]);
    expect(identities.some((who) => who !== null && isAlive(who))).toBe(false);
    await Promise.all([kafka.stop(), postgres.stop()]);
  });

  it('end with it when nobody asks for them again', async () => {
    const { process: killed, servers } = await startParent();
    const identities = servers.map((pid) => identify(pid));
    killed.kill('SIGKILL');
    await eventually(() => identities.every((who) => who === null || !isAlive(who)), { timeout: 15_000 });
  });
});

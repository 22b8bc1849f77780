import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../../support/index.js';

const preload = fileURLToPath(new URL('./preload.mjs', import.meta.url));

export interface StruckOptions {
  readonly main: string;
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** As `strikes.mjs` reads them. */
  readonly strikes?: string;
  /** The point from which on passings count; else they count from when `arm` is called. */
  readonly from?: string;
}

/** A service as a process whose passings of points are noted, and which is struck at some of them. */
export class StruckProcess {
  private readonly folder = mkdtempSync(join(tmpdir(), 'corrigenda-struck-'));
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown>;
  private output = '';
  private address: string | undefined;

  constructor({ main, args = [], env, strikes = '', from = '' }: StruckOptions) {
    this.child = fork(main, args, {
      env: { ...env, STRIKES: strikes, STRIKES_FOLDER: this.folder, STRIKES_FROM: from },
      execArgv: ['--import', preload],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.exited = once(this.child, 'exit');
    this.child.on('message', (message) => (this.address = (message as { url: string }).url));
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (part: Buffer) => (this.output = `${this.output}${part.toString()}`.slice(-4_000)));
  }

  get url(): string {
    return this.address ?? 'not listening';
  }

  /** Its exit code or signal, once it has ended. */
  get end(): number | NodeJS.Signals | null {
    return this.child.signalCode ?? this.child.exitCode;
  }

  get said(): string {
    return this.output;
  }

  arm(): void {
    writeFileSync(join(this.folder, 'armed'), '');
  }

  /** `CONNECTION POINT`, in order. */
  passed(): readonly string[] {
    return this.lines('passed');
  }

  /** Resolves when so many strikes have hit it. */
  async struck(times = 1, timeout = 60_000): Promise<void> {
    await eventually(() => this.lines('struck').length >= times, { timeout, every: 10 });
  }

  strikes(): readonly string[] {
    return this.lines('struck');
  }

  get listens(): boolean {
    return this.address !== undefined;
  }

  /** A machine that is busy with other things may take its time to start it. */
  async ready(): Promise<void> {
    await eventually(() => this.end !== null || this.listens, { timeout: 120_000 });
    const answered = async () => {
      if (this.end !== null) return;
      const { status } = await fetch(`${this.url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
      if (status !== 200) throw new Error(`readiness answers ${status}`);
    };
    await eventually(answered, { timeout: 30_000 });
    if (this.end !== null) throw new Error(`it ended with ${this.end}: ${this.output}`);
  }

  async ended(timeout = 60_000): Promise<number | NodeJS.Signals | null> {
    await eventually(() => this.end !== null, { timeout, every: 10 });
    return this.end;
  }

  thaw(): void {
    this.child.kill('SIGCONT');
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.end === null) {
      this.child.kill(signal);
      // What is frozen takes no other signal.
      if (signal !== 'SIGKILL') this.thaw();
      await this.exited;
    }
  }

  /** Ends it, and removes what is noted of it. */
  async forget(): Promise<void> {
    await this.stop('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private lines(file: string): readonly string[] {
    try {
      return readFileSync(join(this.folder, file), 'utf8').trimEnd().split('\n');
    } catch {
      return [];
    }
  }
}

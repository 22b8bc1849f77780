import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServiceId } from './faults.js';

const firstPauseMs = 250;
const longestPauseMs = 4_000;

export interface Exit {
  readonly service: ServiceId;
  readonly at: string;
  readonly how: string;
  /** Whether we ended it. */
  readonly struck: boolean;
}

/** What one process is started with, beside what all are. */
export interface Dressing {
  readonly preloads: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export interface SupervisedOptions {
  readonly id: ServiceId;
  readonly checkout: string;
  readonly port: number;
  readonly env: NodeJS.ProcessEnv;
  readonly logFile: string;
  readonly onExit: (exit: Exit) => void;
}

/** A service as its operator's supervisor runs it: when it ends, for whatever reason, it is started again. */
export class Supervised {
  readonly url: string;
  private child: ChildProcess | undefined;
  private stopping = false;
  private struck = false;
  private restart: NodeJS.Timeout | undefined;
  private pause = firstPauseMs;
  private next: Dressing = { preloads: [], env: {} };

  constructor(private readonly options: SupervisedOptions) {
    this.url = `http://127.0.0.1:${options.port}`;
  }

  get pid(): number | undefined {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null
      ? this.child.pid
      : undefined;
  }

  start(): void {
    const { id, checkout, env, logFile } = this.options;
    const name = id.slice(0, id.indexOf('-'));
    const log = openSync(logFile, 'a');
    // Ends it when we are killed.
    const preload = pathToFileURL(join(checkout, 'scripts', 'set-up', 'end-with-parent.mjs')).href;
    const child = fork(join(checkout, 'dist', 'apps', name, 'src', 'main.js'), {
      cwd: checkout,
      env: { ...env, ...this.next.env, [`${name.toUpperCase()}_PORT`]: String(this.options.port) },
      execArgv: ['--enable-source-maps', ...[preload, ...this.next.preloads].flatMap((module) => ['--import', module])],
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.next = { preloads: [], env: {} };
    this.struck = false;
    this.child = child;
    child.once('message', () => (this.pause = firstPauseMs));
    child.once('exit', (code, signal) => this.ended(signal ?? `exit code ${String(code)}`));
  }

  /** Whether there was something to send it to. */
  signal(signal: NodeJS.Signals): boolean {
    if (this.pid === undefined) return false;
    if (signal === 'SIGKILL' || signal === 'SIGTERM') this.struck = true;
    return this.child?.kill(signal) ?? false;
  }

  /** Ended by SIGKILL, it is started again with these, once. */
  replace(dressing: Dressing): boolean {
    this.next = dressing;
    return this.signal('SIGKILL');
  }

  /** Of a process that is to end by itself. */
  expectEnd(): void {
    this.struck = true;
  }

  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    const { child } = this;
    if (child === undefined || this.pid === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await ended;
    clearTimeout(late);
  }

  private ended(how: string): void {
    const { id, onExit } = this.options;
    onExit({ service: id, at: new Date().toISOString(), how, struck: this.struck || this.stopping });
    if (this.stopping) return;
    this.restart = setTimeout(() => this.start(), this.pause);
    this.pause = Math.min(this.pause * 2, longestPauseMs);
  }
}

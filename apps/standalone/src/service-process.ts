import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memoryFlags } from '#service';

export const serviceNames = ['ingest', 'projector', 'notifier', 'query'] as const;
export type ServiceName = (typeof serviceNames)[number];

const compiledApps = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** What a service ends with when its configuration is wrong: another try would end the same way. */
const misconfigured = 78;
const firstPauseMs = 250;
const longestPauseMs = 10_000;

/** One service as a child process: its log goes to a file, and when it dies it is started again. */
export class ServiceProcess {
  readonly logFile: string;
  private child: ChildProcess | undefined;
  private stopping = false;
  private restart: NodeJS.Timeout | undefined;
  private pause = firstPauseMs;
  /** Where in its log file the process that runs now began. */
  private logStart = 0;
  private everListened = false;

  constructor(
    readonly name: ServiceName,
    private readonly env: NodeJS.ProcessEnv,
    logs: string,
    private readonly say: (line: string) => void,
  ) {
    mkdirSync(logs, { recursive: true });
    this.logFile = join(logs, `${name}.log`);
  }

  /** Resolves with its address when it listens; rejects when it ends before. */
  async start(): Promise<string> {
    const log = openSync(this.logFile, 'a');
    this.logStart = fstatSync(log).size;
    const child = fork(join(compiledApps, this.name, 'src', 'main.js'), {
      env: this.env,
      execArgv: [...process.execArgv, ...(this.name === 'projector' ? memoryFlags : [])],
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    this.child = child;
    return new Promise((resolve, reject) => {
      let listened = false;
      child.once('message', (message) => {
        listened = true;
        resolve((message as { url: string }).url);
      });
      child.once('exit', (code, signal) => {
        const why = `${this.name} ended with ${signal ?? `exit code ${String(code)}`}`;
        reject(new Error(`${why}. The end of ${this.logFile}:\n${this.lastLines()}`));
        if (!this.stopping && code !== misconfigured && (listened || this.everListened)) this.startAgain(why);
        this.everListened ||= listened;
      });
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  }

  private startAgain(why: string): void {
    this.say(`${why}; starting it again`);
    this.restart = setTimeout(() => {
      this.start().then(
        () => (this.pause = firstPauseMs),
        () => undefined,
      );
    }, this.pause);
    this.pause = Math.min(this.pause * 2, longestPauseMs);
  }

  private lastLines(): string {
    return readFileSync(this.logFile).subarray(this.logStart).toString().trimEnd().split('\n').slice(-5).join('\n');
  }
}

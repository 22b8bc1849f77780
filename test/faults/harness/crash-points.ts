import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Where processes are struck between reading and committing: before a query or request is sent and after it is answered,
 * as `test/faults/crash-points` names them.
 */
const passed = {
  projector: [
    'postgres:begin',
    'postgres:claim',
    'postgres:insert-incident',
    'postgres:lock-incident',
    'postgres:copy-event',
    'postgres:insert-dead_letter',
    'postgres:lock-change_head',
    'postgres:commit-batch',
    'kafka:JoinGroup',
    'kafka:Fetch',
    'kafka:OffsetCommit',
  ],
  notifier: [
    'postgres:take-locks',
    'postgres:insert-notified',
    'kafka:InitProducerId',
    'kafka:ListOffsets',
    'kafka:AddPartitionsToTxn',
    'kafka:Produce',
    'kafka:EndTxn',
    'kafka:Fetch',
  ],
  ingest: ['kafka:Produce'],
} as const;

export const crashPoints: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries(passed).map(([service, names]) => [
    service,
    names.flatMap((name) => [`${name}:before`, `${name}:after`]),
  ]),
);

/** What makes a process kill itself at the K-th passing, and whether it did. */
export class CrashPoint {
  readonly preload: string;
  readonly env: NodeJS.ProcessEnv;
  private readonly folder: string;

  constructor(checkout: string, folder: string, point: string, nth: number) {
    this.folder = folder;
    this.preload = pathToFileURL(join(checkout, 'test', 'faults', 'crash-points', 'preload.mjs')).href;
    this.env = { STRIKES: `${point}:${nth}=kill`, STRIKES_FOLDER: folder };
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'armed'), '');
  }

  get struck(): boolean {
    try {
      return readFileSync(join(this.folder, 'struck'), 'utf8') !== '';
    } catch {
      return false;
    }
  }
}

import { statfs, rm, open } from 'node:fs/promises';
import { join } from 'node:path';

/** One of the small file systems that `npm run faults:disk` mounts. */
export function smallDisk(name: 'kafka' | 'postgres'): string {
  const folder = process.env['FAULTS_DISK'];
  if (folder === undefined) throw new Error('FAULTS_DISK is not set: run npm run faults:disk');
  return join(folder, name);
}

/** Takes all the room there is but so many bytes. */
export async function fill(disk: string, left = 0): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  const file = await open(join(disk, 'ballast'), 'a');
  try {
    for (let room = bavail * bsize - left; room > 0; room -= 1_048_576) {
      const { bytesWritten } = await file.write(Buffer.alloc(Math.min(room, 1_048_576)));
      if (bytesWritten === 0) break;
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  } finally {
    await file.close();
  }
}

export function makeRoom(disk: string): Promise<void> {
  return rm(join(disk, 'ballast'), { force: true });
}

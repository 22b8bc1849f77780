import { once } from 'node:events';

/** Whoever reads what we write may leave whenever they like: `disclosure tail | head`. */
export function leaveWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

/** A line of the result. Resolves when there is room for more. */
export async function print(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
}

/** What is said beside the result: where it comes from, how far it is, what went wrong. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

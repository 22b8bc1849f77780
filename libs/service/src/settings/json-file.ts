import { readFileSync } from 'node:fs';
import { CannotStart } from '../lifecycle/cannot-start.js';

/**
 * What a file that a setting names holds.
 * @param read throws a RangeError that names the member that is wrong.
 * @throws CannotStart that names the variable and the file.
 */
export function jsonFile<T>(variable: string, path: string | null, read: (content: unknown) => T, fallback: T): T {
  if (path === null) return fallback;
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return read(content);
  } catch (error) {
    throw new CannotStart(`${variable}=${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

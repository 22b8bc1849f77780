import { readFileSync } from 'node:fs';
import { CannotStart } from '../lifecycle/cannot-start.js';

/**
 * What a file that a setting names holds.
 * @param read throws a RangeError that names the member that is wrong.
 * @throws CannotStart that names the variable and the file.
 */
export function jsonFile<T>(variable: string, path: string | null, read: (content: unknown) => T, fallback: T): T {
  return path === null ? fallback : readJson(variable, path, read);
}

/** The same of several files. */
export function jsonFiles<T>(variable: string, paths: readonly string[], read: (content: unknown) => T): T[] {
  return paths.map((path) => readJson(variable, path, read));
}

function readJson<T>(variable: string, path: string, read: (content: unknown) => T): T {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return read(content);
  } catch (error) {
    throw new CannotStart(`${variable}=${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

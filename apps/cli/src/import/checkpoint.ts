import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Place } from './read-groups.js';

/** How far each file has been sent; in a file, if one is given, so that whoever kills us loses nothing. */
export class Checkpoint {
  private readonly places: Record<string, Place>;

  constructor(private readonly file: string | undefined) {
    this.places = file === undefined ? {} : read(file);
  }

  of(file: string): Place {
    return this.places[keyOf(file)] ?? { line: 0, bytes: 0 };
  }

  reached(file: string, place: Place): void {
    this.places[keyOf(file)] = place;
    if (this.file === undefined) return;
    writeFileSync(`${this.file}.new`, JSON.stringify(this.places));
    renameSync(`${this.file}.new`, this.file);
  }
}

function keyOf(file: string): string {
  return file === '-' ? file : resolve(file);
}

function read(file: string): Record<string, Place> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, Place>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file} does not say how far an import is: ${(error as Error).message}`, { cause: error });
  }
}

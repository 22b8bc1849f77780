import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Set by `npm run api`: what is checked in is written anew instead of compared. */
const writing = process.env['API'] === 'write';

/** The content that is to be checked in, and what is. */
export function checkedIn(path: string, content: unknown): { readonly made: string; readonly there: string } {
  const made = `${JSON.stringify(content, null, 2)}\n`;
  if (writing) writeFileSync(path, made);
  return { made, there: existsSync(path) ? readFileSync(path, 'utf8') : '' };
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

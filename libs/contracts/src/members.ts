import { endOfString } from './end-of-string.js';
import type { ValidationError } from './validate.js';

const QUOTE = 34;
const COLON = 58;
/** Of one event, everything in it counted. A usual one has fifty. */
const MOST_MEMBERS = 10_000;

/**
 * Why an event is refused for the members that its text has: one comes twice, and readers differ in which they believe; one is
 * called `__proto__`; or there are too many.
 * @param value what the text says, valid.
 */
export function checkMembers(text: string, value: object): ValidationError[] {
  const written = membersIn(text);
  if (written > MOST_MEMBERS)
    return [{ pointer: '', message: `has ${written} members, of which an event has at most ${MOST_MEMBERS}` }];
  if (written === membersOf(value) && !text.includes('__proto__')) return [];
  return refusedIn(text);
}

/** Each has one colon outside of strings. */
function membersIn(json: string): number {
  let count = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === COLON) count += 1;
  }
  return count;
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const isList = Array.isArray(value);
  const parts: readonly unknown[] = isList ? value : Object.values(value);
  let count = isList ? 0 : parts.length;
  for (const part of parts) count += membersOf(part);
  return count;
}

interface Open {
  /** Names that have come, of an object; `null` of a list. */
  readonly names: Set<string> | null;
  /** Of what comes next or is under way. */
  at: string | number;
}

/** Only to tell the place: that something is to be told is known. */
function refusedIn(json: string): ValidationError[] {
  const errors: ValidationError[] = [];
  const stack: Open[] = [];
  const tokens = json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g);
  let string = '';
  for (const [token] of tokens) {
    const open = stack.at(-1);
    if (token === '{') stack.push({ names: new Set(), at: '' });
    else if (token === '[') stack.push({ names: null, at: 0 });
    else if (token === '}' || token === ']') stack.pop();
    else if (token === ',' && typeof open?.at === 'number') open.at += 1;
    else if (token === ':' && open?.names) {
      const name = JSON.parse(string) as string;
      open.at = name;
      const pointer = stack.map(({ at }) => `/${String(at).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
      if (open.names.has(name)) errors.push({ pointer, message: 'comes twice' });
      if (name === '__proto__') errors.push({ pointer, message: 'is no name for a member' });
      open.names.add(name);
    } else string = token;
  }
  return errors;
}

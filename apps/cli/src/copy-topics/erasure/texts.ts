import { definitionOf, type Vocabulary } from '#domain';
import { isObject, type JsonObject } from './json.js';

/** Shorter ones are found by chance. */
const SHORTEST = 8;
const MASK = Buffer.from('[redacted]');

/** What a statement says in words of its own: body, title, url, quotes, and values that are text. */
export function textsOf(event: unknown, vocabulary: Vocabulary): Set<string> {
  const texts = new Set<string>();
  const add = (text: unknown) => {
    if (typeof text === 'string' && text.length >= SHORTEST) texts.add(text);
  };
  for (const content of contentsOf(event)) {
    for (const member of ['body', 'title', 'url']) add(content[member]);
    const claims: unknown = content['claims'];
    for (const claim of Array.isArray(claims) ? claims : []) {
      if (!isObject(claim)) continue;
      add(claim['quote']);
      const { fact } = claim;
      if (typeof fact === 'string' && definitionOf(vocabulary, fact)?.type === 'text') add(claim['value']);
    }
  }
  return texts;
}

/** Of an event as a whole, or of the correction in it. */
function contentsOf(event: unknown): JsonObject[] {
  const data: unknown = isObject(event) ? event['data'] : null;
  return isObject(data) ? [data, data['content']].filter(isObject) : [];
}

/** Texts as they may stand in bytes: as such, and as the ways that JSON is written put them. */
export class Texts {
  private readonly needles: readonly Buffer[];

  constructor(texts: Iterable<string>) {
    const ways = [...texts].flatMap((text) => {
      const json = JSON.stringify(text).slice(1, -1);
      return [text, json, json.replaceAll('/', '\\/'), inAscii(json), inAscii(json).replaceAll('/', '\\/')];
    });
    // Longer ones first: one may hold another.
    this.needles = [...new Set(ways)].map((way) => Buffer.from(way)).sort((a, b) => b.length - a.length);
  }

  get size(): number {
    return this.needles.length;
  }

  areIn(bytes: Buffer | null): boolean {
    return bytes !== null && this.needles.some((needle) => bytes.includes(needle));
  }

  /** The same bytes where there is none of them. */
  maskedIn<B extends Buffer | null>(bytes: B): B {
    if (bytes === null || !this.areIn(bytes)) return bytes;
    return this.needles.reduce<Buffer>(mask, bytes) as B;
  }
}

function inAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function mask(bytes: Buffer, needle: Buffer): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, from)) {
    parts.push(bytes.subarray(from, at), MASK);
    from = at + needle.length;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]);
}

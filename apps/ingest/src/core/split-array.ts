import { endOfString } from '#contracts';

const QUOTE = 34;
const COMMA = 44;

/**
 * The text of each element, as written; white space around it may come along.
 * @param json of an array: `JSON.parse` took it, so only strings and brackets need to be told apart.
 */
export function splitArray(json: string): string[] {
  const elements: string[] = [];
  let start = json.indexOf('[') + 1;
  let depth = 0;
  for (let at = start; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === COMMA && depth === 0) {
      elements.push(json.slice(start, at));
      start = at + 1;
    } else if (isOpening(code)) depth += 1;
    else if (isClosing(code)) {
      depth -= 1;
      if (depth >= 0) continue;
      const last = json.slice(start, at);
      if (elements.length > 0 || last.trim() !== '') elements.push(last);
      break;
    }
  }
  return elements;
}

/** `[` and `{`. */
function isOpening(code: number): boolean {
  return code === 91 || code === 123;
}

/** `]` and `}`. */
function isClosing(code: number): boolean {
  return code === 93 || code === 125;
}

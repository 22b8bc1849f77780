/** One event as it came: its text and what that says, or why it says nothing. `bytes` is its size on the way. */
export type Received =
  | { readonly kind: 'read'; readonly text: string; readonly value: unknown; readonly bytes: number }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'too-large' };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Throws a TypeError for what is not UTF-8. */
export function decode(bytes: Buffer): string {
  return utf8.decode(bytes);
}

export function receive(bytes: Buffer): Received {
  try {
    const text = decode(bytes);
    return { kind: 'read', text, value: JSON.parse(text), bytes: bytes.length };
  } catch (error) {
    return {
      kind: 'unreadable',
      reason: error instanceof SyntaxError ? `is not JSON: ${error.message}` : 'is not UTF-8',
    };
  }
}

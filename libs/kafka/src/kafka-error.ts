/** The protocol's name of an error (`MESSAGE_TOO_LARGE`), which kafkajs may have wrapped several times. */
export function errorType(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const type: unknown = Reflect.get(at, 'type');
    if (typeof type === 'string') return type;
  }
  return undefined;
}

export function messageOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message);
  return String(error);
}

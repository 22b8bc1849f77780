/** Something outside the program stands in the way; `message` says what and what to do about it. */
export class EmbeddedServerError extends Error {
  override readonly name = 'EmbeddedServerError';
}

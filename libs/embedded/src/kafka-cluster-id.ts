import { randomBytes } from 'node:crypto';

/** 16 random bytes in URL-safe base 64, as Kafka writes its ids; one that starts with a dash would be read as an option. */
export function randomClusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A key as its holder has it: shown once, and stored as a hash. */
export interface ApiKey {
  readonly id: string;
  readonly secret: string;
}

const shape = /^dk_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** 256 random bits: a fast hash of them is as good as a slow one. */
export function newApiKey(): ApiKey {
  return { id: randomBytes(6).toString('hex'), secret: randomBytes(32).toString('base64url') };
}

export function apiKeyText({ id, secret }: ApiKey): string {
  return `dk_${id}_${secret}`;
}

/** `null` for what is no key of ours. */
export function parseApiKey(text: string): ApiKey | null {
  const [, id, secret] = shape.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function isSecretOf(secret: string, hash: Buffer): boolean {
  const own = hashOf(secret);
  return own.length === hash.length && timingSafeEqual(own, hash);
}

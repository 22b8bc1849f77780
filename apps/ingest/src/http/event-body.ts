import type { Readable } from 'node:stream';

/** What the content types of `POST /v1/events` come as: whole bytes, or a stream of lines. */
export type EventBody =
  { readonly form: 'one' | 'batch'; readonly bytes: Buffer } | { readonly form: 'lines'; readonly stream: Readable };

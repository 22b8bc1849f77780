import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CannotStart } from './cannot-start.js';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** The variable that says the port. */
  readonly variable: string;
}

const REASONS: Readonly<Record<string, (options: ListenOptions) => string>> = {
  EADDRINUSE: ({ host, port, variable }) =>
    `port ${port} on ${host} is taken; set ${variable} to a free one, or stop what listens there`,
  EACCES: ({ port, variable }) => `may not listen on port ${port}; set ${variable} to one above 1023`,
  EADDRNOTAVAIL: ({ host }) => `this machine has no address ${host}; set HOST to one that it has`,
  ENOTFOUND: ({ host }) => `the host name ${host} is not known; set HOST to one that is`,
};

/** Returns the URL at which it listens. */
export async function listen(app: NestFastifyApplication, options: ListenOptions): Promise<string> {
  try {
    // For the name Fastify opens a second server, whose connections a stop does not reach.
    await app.listen(options.port, options.host === 'localhost' ? '127.0.0.1' : options.host);
  } catch (error) {
    const reason = REASONS[codeOf(error)];
    throw reason === undefined ? error : new CannotStart(reason(options), { cause: error });
  }
  return app.getUrl();
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

import type { FastifyReply, FastifyRequest } from 'fastify';

/** What is being answered. On the way down each connection closes with the answer under way on it. */
export class OpenRequests {
  private readonly open = new Map<FastifyReply, FastifyRequest>();
  private closing = false;
  private emptied: () => void = () => undefined;

  add(request: FastifyRequest, reply: FastifyReply): void {
    this.open.set(reply, request);
    if (this.closing) reply.raw.shouldKeepAlive = false;
  }

  delete(reply: FastifyReply): void {
    this.open.delete(reply);
    if (this.open.size === 0) this.emptied();
  }

  /** From now on each connection ends with the answer under way on it, or with its next one. */
  close(): void {
    this.closing = true;
    for (const reply of this.open.keys()) reply.raw.shouldKeepAlive = false;
  }

  /** Resolves when nothing is being answered any more. */
  async drain(): Promise<void> {
    this.close();
    if (this.open.size > 0) await new Promise<void>((resolve) => (this.emptied = resolve));
  }

  describe(): readonly string[] {
    return [...this.open.values()].map(({ method, routeOptions, url }) => `${method} ${routeOptions.url ?? url}`);
  }
}

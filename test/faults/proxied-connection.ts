import type { Socket } from 'node:net';
import { correlationIdOf, Frames, type RequestName, requestOf } from './frames.js';

/**
 * What happens to one request. `drop`: the broker does it, its answer is lost and the connection closed. `mute`: the same,
 * but the connection stays open. `cut`: the broker never sees it. `late`: the client loses its connection, and the broker
 * gets the request a while afterwards. `hold`: the request waits until `release` is called.
 */
export type Fault = 'drop' | 'mute' | 'cut' | 'late' | 'hold';
export type Decide = (request: RequestName) => Fault | null;

const LATEST_MS = 150;

/** Stands between one client connection and the broker. */
export class ProxiedConnection {
  private readonly swallowed = new Map<number, 'drop' | 'mute'>();
  private readonly requests = new Frames();
  private readonly responses = new Frames();
  private readonly held: Buffer[] = [];
  private detached = false;

  constructor(
    private readonly client: Socket,
    private readonly broker: Socket,
    private readonly decide: Decide,
  ) {
    client.on('data', (chunk) => this.requests.push(chunk).forEach((frame) => this.request(frame)));
    broker.on('data', (chunk) => this.responses.push(chunk).forEach((frame) => this.response(frame)));
    client.on('error', () => this.clientGone()).on('close', () => this.clientGone());
    broker.on('error', () => this.end()).on('close', () => this.end());
  }

  end(): void {
    this.client.destroy();
    this.broker.destroy();
  }

  release(): void {
    for (const frame of this.held.splice(0)) this.broker.write(frame);
  }

  private request(frame: Buffer): void {
    if (this.detached) return;
    const { name, correlationId } = requestOf(frame);
    const fault = this.decide(name);
    if (fault === 'cut') this.end();
    else if (fault === 'late') this.deliverLate(frame);
    else if (fault === 'hold') this.held.push(Buffer.from(frame));
    else {
      if (fault !== null) this.swallowed.set(correlationId, fault);
      this.broker.write(frame);
    }
  }

  private response(frame: Buffer): void {
    if (this.detached) return;
    const fault = this.swallowed.get(correlationIdOf(frame));
    if (fault === 'drop') this.end();
    else if (fault === undefined) this.client.write(frame);
  }

  private deliverLate(frame: Buffer): void {
    this.detached = true;
    const copy = Buffer.from(frame);
    this.client.destroy();
    setTimeout(() => this.broker.write(copy), 5 + Math.random() * LATEST_MS);
    setTimeout(() => this.broker.destroy(), 3_000).unref();
  }

  private clientGone(): void {
    if (!this.detached && this.held.length === 0) this.end();
  }
}

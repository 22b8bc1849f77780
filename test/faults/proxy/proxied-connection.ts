import type { Socket } from 'node:net';
import type { Dialect, RequestFrame, RequestName } from './dialect.js';
import { Lane, type Weather } from './weather.js';

/**
 * What happens to one request. `drop`: the server does it, its answer is lost and the connection closed. `mute`: the same,
 * but the connection stays open. `cut`: the server never sees it. `late`: the client loses its connection, and the server
 * gets the request a while afterwards. `hold`: the request waits until `release` is called. `half-request`, `half-answer`:
 * the connection is closed in the middle of the frame.
 */
export type Fault = 'drop' | 'mute' | 'cut' | 'late' | 'hold' | 'half-request' | 'half-answer';
export type Decide = (request: RequestName) => Fault | null;

const LATEST_MS = 150;

/** Stands between one client connection and the server. */
export class ProxiedConnection {
  private readonly onAnswer = new Map<number, 'drop' | 'mute' | 'half-answer'>();
  private readonly held: Buffer[] = [];
  private readonly up: Lane;
  private readonly down: Lane;
  private detached = false;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    dialect: Dialect,
    private readonly decide: Decide,
    weather: () => Weather,
  ) {
    this.up = new Lane('up', weather, (bytes) => server.write(bytes));
    this.down = new Lane('down', weather, (bytes) => client.write(bytes));
    client.on('data', (chunk) => dialect.requests(chunk).forEach((frame) => this.request(frame)));
    server.on('data', (chunk) => dialect.answers(chunk).forEach(({ bytes, id }) => this.answer(bytes, id)));
    client.on('error', () => this.clientGone()).on('close', () => this.clientGone());
    server.on('error', () => this.end()).on('close', () => this.end());
  }

  /** By which the server knows it. */
  get localPort(): number | undefined {
    return this.server.localPort;
  }

  end(): void {
    this.up.end();
    this.down.end();
    this.client.destroy();
    this.server.destroy();
  }

  release(): void {
    for (const frame of this.held.splice(0)) this.up.write(frame);
  }

  weatherChanged(): void {
    this.up.flush();
    this.down.flush();
  }

  private request({ bytes, name, id }: RequestFrame): void {
    if (this.detached) return;
    const fault = name === null ? null : this.decide(name);
    switch (fault) {
      case null:
        this.up.write(bytes);
        return;
      case 'cut':
        this.end();
        return;
      case 'late':
        this.deliverLate(bytes);
        return;
      case 'hold':
        this.held.push(Buffer.from(bytes));
        return;
      case 'half-request':
        this.server.write(half(bytes), () => this.end());
        this.detached = true;
        return;
      case 'drop':
      case 'mute':
      case 'half-answer':
        this.onAnswer.set(id, fault);
        this.up.write(bytes);
    }
  }

  private answer(bytes: Buffer, id: number): void {
    if (this.detached) return;
    const fault = this.onAnswer.get(id);
    if (fault === undefined) this.down.write(bytes);
    else if (fault === 'drop') this.end();
    else if (fault === 'half-answer') {
      this.detached = true;
      this.client.write(half(bytes), () => this.end());
    }
  }

  private deliverLate(frame: Buffer): void {
    this.detached = true;
    const copy = Buffer.from(frame);
    this.client.destroy();
    setTimeout(() => this.server.write(copy), 5 + Math.random() * LATEST_MS);
    setTimeout(() => this.server.destroy(), 3_000).unref();
  }

  private clientGone(): void {
    if (!this.detached && this.held.length === 0) this.end();
  }
}

const half = (bytes: Buffer): Buffer => Buffer.from(bytes.subarray(0, Math.ceil(bytes.length / 2)));

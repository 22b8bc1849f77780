import { request, type IncomingMessage } from 'node:http';
import { eventually } from '../../../../test/support/index.js';

export interface StreamedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** Reads a stream as browsers do. Source: WHATWG HTML, 9.2.5 and 9.2.6. */
export class StreamClient {
  readonly events: StreamedEvent[] = [];
  comments = 0;
  lastEventId = '';
  retry: number | undefined;
  bytes = 0;
  /** Whether it was ended, or cut off in the middle. */
  end: 'open' | 'ended' | 'cut off' = 'open';
  private rest = '';
  private idBuffer = '';
  private event = '';
  private data: string[] = [];

  private constructor(
    readonly response: IncomingMessage,
    /** Called instead of keeping the events, where there are many. */
    private readonly keep: (event: StreamedEvent) => void = (event) => this.events.push(event),
  ) {
    response.setEncoding('utf8');
    response.on('error', () => undefined);
    response.on('close', () => {
      this.end = response.complete ? 'ended' : 'cut off';
    });
  }

  static open(
    url: string,
    headers: Readonly<Record<string, string>> = {},
    keep?: (event: StreamedEvent) => void,
  ): Promise<StreamClient> {
    const { promise, resolve, reject } = Promise.withResolvers<StreamClient>();
    const asked = request(url, { headers, agent: false }, (response) => resolve(new StreamClient(response, keep)));
    asked.on('error', reject);
    asked.end();
    return promise;
  }

  read(): this {
    this.response.on('data', (text: string) => this.take(text));
    return this;
  }

  close(): void {
    this.response.destroy();
  }

  /** Until there are so many events. */
  async until(count: number): Promise<readonly StreamedEvent[]> {
    await eventually(() => Promise.resolve(this.events.length >= count), { timeout: 20_000 });
    return this.events;
  }

  private take(text: string): void {
    this.bytes += text.length;
    const lines = `${this.rest}${text}`.split(/\r\n|\n|\r/);
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.line(line);
  }

  private line(line: string): void {
    if (line === '') {
      this.dispatch();
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) this.comments += 1;
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id' && !value.includes('\0')) this.idBuffer = value;
    else if (field === 'event') this.event = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
  }

  private dispatch(): void {
    this.lastEventId = this.idBuffer;
    const { event, data } = this;
    this.event = '';
    this.data = [];
    if (data.length === 0) return;
    this.keep({ id: this.lastEventId, event: event === '' ? 'message' : event, data: data.join('\n') });
  }
}

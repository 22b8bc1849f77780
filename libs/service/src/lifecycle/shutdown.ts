/** Whether the service is going down. What would never end by itself (a stream) ends on `signal`. */
export class Shutdown {
  private readonly controller = new AbortController();
  readonly signal: AbortSignal = this.controller.signal;

  get begun(): boolean {
    return this.signal.aborted;
  }

  begin(): void {
    this.controller.abort();
  }
}

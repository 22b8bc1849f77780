/** Whether the service is going down. What would never end by itself (a stream) ends on `signal`. */
export class Shutdown {
  private readonly controller = new AbortController();
  readonly signal: AbortSignal = this.controller.signal;

  private said = false;

  /** No more work is to be sent here, though what comes is still done. */
  get announced(): boolean {
    return this.said || this.begun;
  }

  get begun(): boolean {
    return this.signal.aborted;
  }

  announce(): void {
    this.said = true;
  }

  begin(): void {
    this.controller.abort();
  }
}

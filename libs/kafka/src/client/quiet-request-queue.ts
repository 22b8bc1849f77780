import { createRequire } from 'node:module';

interface RequestQueue {
  pending: unknown[];
  throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  scheduleCheckPendingRequests(): void;
  checkPendingRequests(): void;
}

const CHECK_MS = 10;

/**
 * In kafkajs 2.2.4 every connection wakes itself each millisecond for ever to look for requests held back by a quota:
 * 4 % of a core each, and timers that outlive a closed connection. Here it looks only while there are such requests.
 */
export function quietRequestQueue(): void {
  const queue: unknown = createRequire(import.meta.url)('kafkajs/src/network/requestQueue/index.js');
  if (typeof queue !== 'function') throw new Error('This version of kafkajs keeps its request queue elsewhere');
  const prototype = queue.prototype as RequestQueue;
  prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests(this: RequestQueue): void {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    const wait = Math.max(this.throttledUntil - Date.now(), CHECK_MS);
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    }, wait);
  };
}

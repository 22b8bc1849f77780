import type { Socket } from 'node:net';
import { statusLine, type ProblemCode } from './catalogue.js';
import { PROBLEM_MEDIA_TYPE, problemDetails } from './problem-details.js';

const CODES_OF_NODE: Readonly<Record<string, ProblemCode>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
  HPE_HEADER_OVERFLOW: 'headers-too-large',
};

/** What Node's HTTP parser refuses never becomes a request; it is answered on the bare socket. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const code = CODES_OF_NODE[error.code ?? ''] ?? 'unreadable-request';
  const body = JSON.stringify(problemDetails({ code }));
  const head = [
    statusLine(code),
    `content-type: ${PROBLEM_MEDIA_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

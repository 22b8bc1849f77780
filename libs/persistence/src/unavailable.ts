import { NothingServed } from './generation/served.js';

const codes: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT'],
  // Shutting down, crashed, starting; too many connections; no such database so far.
  ...['57P01', '57P02', '57P03', '53300', '3D000'],
]);

// pg gives these no code.
const messages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after)/;

/** Whether PostgreSQL could not be asked: not there, shutting down, or gone in the middle. Nothing is wrong with the query. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof NothingServed) return true;
  const code = 'code' in error ? String(error.code) : '';
  if (codes.has(code) || code.startsWith('08') || messages.test(error.message)) return true;
  return 'driverError' in error && error.driverError !== error && isUnavailable(error.driverError);
}

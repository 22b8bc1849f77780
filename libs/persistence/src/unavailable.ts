import { NothingServed } from './generation/served.js';

const codes: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT'],
  // Shutting down, crashed, starting; no such database so far.
  ...['57P01', '57P02', '57P03', '3D000'],
]);

// Connections; what the server has too little of (disk, memory, connections); what fails beneath it.
const classes = /^(08|53|58)/;

/** Whether PostgreSQL ended a statement because it took longer than it may (`statement_timeout`). */
export function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const driver: unknown = 'driverError' in error ? error.driverError : error;
  return driver instanceof Error && 'code' in driver && driver.code === '57014';
}

// pg gives these no code.
const messages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after)/;

/** Whether PostgreSQL could not be asked: not there, shutting down, gone in the middle, or its disk full. Nothing is wrong with the query. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof NothingServed) return true;
  const code = 'code' in error ? String(error.code) : '';
  if (codes.has(code) || classes.test(code) || messages.test(error.message)) return true;
  return 'driverError' in error && error.driverError !== error && isUnavailable(error.driverError);
}

import { accessSync, constants } from 'node:fs';
import { isIP } from 'node:net';
import { isLoopback } from './loopback.js';

export function integer(lowest: number, highest: number): (text: string) => number | undefined {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    return value >= lowest && value <= highest ? value : undefined;
  };
}

export function share(text: string): number | undefined {
  const value = /^\d?(\.\d{1,9})?$/.test(text) && text !== '' ? Number(text) : Number.NaN;
  return value >= 0 && value <= 1 ? value : undefined;
}

export function oneOf<const T extends string>(...allowed: readonly T[]): (text: string) => T | undefined {
  return (text) => allowed.find((one) => one === text.toLowerCase());
}

export function yesOrNo(text: string): boolean | undefined {
  const word = oneOf('true', 'false')(text);
  return word === undefined ? undefined : word === 'true';
}

export function matching(pattern: RegExp): (text: string) => string | undefined {
  return (text) => (pattern.test(text) ? text : undefined);
}

export function readableFiles(text: string): readonly string[] | undefined {
  const paths = text.split(',').map((path) => readableFile(path.trim()));
  return paths.every((path) => path !== undefined) ? Object.freeze(paths) : undefined;
}

export function readableFile(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return path;
  } catch {
    return undefined;
  }
}

export function hostName(text: string): string | undefined {
  return isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text) ? text : undefined;
}

export function postgresUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url?.protocol === 'postgres:' || url?.protocol === 'postgresql:' ? text : undefined;
}

export function brokerList(text: string): readonly string[] | undefined {
  const brokers = text
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '');
  return brokers.length > 0 && brokers.every(isBroker) ? Object.freeze(brokers) : undefined;
}

function isBroker(text: string): boolean {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/i.exec(text);
  if (match?.[3] === undefined || integer(1, 65535)(match[3]) === undefined) return false;
  return match[1] === undefined ? hostName(match[2] ?? '') !== undefined : isIP(match[1]) === 6;
}

export function listOf<const T extends string>(...allowed: readonly T[]): (text: string) => readonly T[] | undefined {
  return (text) => {
    const given = text.split(',').map((each) => each.trim());
    const known = allowed.filter((each) => given.includes(each));
    return known.length === new Set(given).size ? Object.freeze(known) : undefined;
  };
}

export function httpUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? text : undefined;
}

/** Whoever can change what comes of it decides who gets in. */
export function secureUrl(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)) ? text : undefined;
}

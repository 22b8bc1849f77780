import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** In colour where standard output is a terminal that takes it, and NO_COLOR does not forbid it. */
export function styled(format: Format, text: string): string {
  return styleText(format, text, { stream: process.stdout, validateStream: true });
}

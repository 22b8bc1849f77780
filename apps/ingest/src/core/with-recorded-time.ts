import type { Instant } from '#contracts';

/**
 * Writes the member into the text, so that all else stays as the sender wrote it: `1.0`, order, white space.
 * @param text JSON of an object with at least one member, and none called recordedtime.
 */
export function withRecordedTime(text: string, recorded: Instant): string {
  const start = text.indexOf('{') + 1;
  return `${text.slice(0, start)}"recordedtime":"${recorded}",${text.slice(start)}`;
}

import type { DeadLetterView, Redriven } from '#contracts';

/** One line of a list. */
export function row({ offset, reason, at, event, key, redriven, detail }: DeadLetterView): string[] {
  const incident = text(event?.['subject']) ?? key ?? '-';
  const id = event === null ? '-' : `${text(event['source']) ?? '-'} ${text(event['id']) ?? '-'}`;
  return [offset, `${at.slice(0, 19)}Z`, reason, incident, id, redriven ?? '-', oneLine(detail)];
}

export const columns = ['offset', 'recorded', 'reason', 'incident', 'event', 'sent to', 'detail'].map((name) => ({
  name,
}));

/** Everything there is about one. */
export function describe(letter: DeadLetterView): string[] {
  const headers = Object.entries(letter.headers).flatMap(([name, values]) =>
    [values].flat().map((value) => `  ${name}: ${oneLine(value)}`),
  );
  return [
    `offset    ${letter.offset}`,
    `recorded  ${letter.at}`,
    `reason    ${letter.reason}`,
    `detail    ${oneLine(letter.detail)}`,
    `key       ${letter.key === null ? '(none)' : oneLine(letter.key)}`,
    `sent to   ${letter.redriven ?? '-'}`,
    headers.length === 0 ? 'headers   (none)' : 'headers',
    ...headers,
    ...valueLines(letter),
  ];
}

function valueLines({ value, event }: DeadLetterView): string[] {
  if (value === null) return ['value     (none)'];
  const bytes = Buffer.from(value, 'base64');
  const size = `value     ${bytes.length} bytes`;
  if (event !== null) return [`${size}, JSON`, ...JSON.stringify(event, null, 2).split('\n').map(visible)];
  const words = asText(bytes);
  return words === null
    ? [`${size}, no text`, ...hexLines(bytes)]
    : [`${size}, text`, ...words.split('\n').map(visible)];
}

/** `null` for bytes that are no text. */
function asText(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

const WIDTH = 16;

/** As `hexdump -C` writes them. */
export function hexLines(bytes: Buffer): string[] {
  return Array.from({ length: Math.ceil(bytes.length / WIDTH) }, (_, i) => {
    const part = bytes.subarray(i * WIDTH, (i + 1) * WIDTH);
    const hex = [...part].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const chars = [...part].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    return `${(i * WIDTH).toString(16).padStart(8, '0')}  ${hex.padEnd(WIDTH * 3 - 1)}  |${chars}|`;
  });
}

/** What became of one that was to be sent. */
export function outcome({ offset, status, redriven, problem }: Redriven): string {
  if (status === 'sent') return `${offset} sent to ${redriven ?? '-'}`;
  if (status === 'sendable') return `${offset} would be sent`;
  const faults = (problem?.errors ?? []).map(({ pointer, message }) => `${pointer} ${message}`);
  return `${offset} refused: ${[problem?.title, problem?.detail, ...faults].filter(Boolean).join(': ')}`;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? oneLine(value) : null;
}

export function oneLine(value: string): string {
  return visible(value.replace(/\s+/gu, ' '));
}

/** Whoever sent it must not move the cursor of who looks at it. */
function visible(value: string): string {
  return value.replace(/[\p{Cc}\p{Cf}]/gu, '\u{fffd}');
}

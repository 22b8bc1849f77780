import type { ChangeEvent, Head } from '#contracts';
import { oneLine } from '../dead-letters/format.js';
import { styled } from '../terminal/style.js';

export interface SequencedChange {
  readonly partition: number;
  readonly sequence: number;
  readonly change: ChangeEvent;
}

/** Time, place, incident, kind, fact, what was and what is, and what it comes from. */
export function changeLine({ partition, sequence, change }: SequencedChange): string {
  const { time, data } = change;
  const { cause } = data;
  const where = cause.statement === null ? null : `${cause.statement}${revision(cause.revision)}`;
  const said = [cause.speaker, where].filter((each) => each !== null).join(' in ');
  const parts = [
    `${time.slice(0, 19)}Z`,
    styled('dim', `${partition}@${sequence}`),
    data.incident,
    styled('bold', data.kind),
    ...what(data),
    styled('dim', `(${said === '' ? '' : `${said}, `}${oneLine(cause.source)} ${oneLine(cause.id)})`),
  ];
  return parts.join('  ');
}

function what(data: ChangeEvent['data']): string[] {
  if ('fact' in data) {
    const name = data.item === null ? data.fact : `${data.fact}[${data.item}]`;
    return [name, `${held(data.before)} → ${held(data.after)}`];
  }
  return 'statement' in data ? [data.statement] : [];
}

function held(head: Head | null): string {
  if (head === null) return '-';
  if (head.value === null) return head.status;
  const value = typeof head.value === 'string' ? head.value : JSON.stringify(head.value);
  return `${oneLine(value)} ${head.status}`;
}

function revision(number: number | null): string {
  return number === null || number === 1 ? '' : ` revision ${number}`;
}

import {
  idPattern,
  instantOf,
  parseInstant,
  type DeadReason,
  type Instant,
  type LogOffset,
  type ValidationError,
} from '#contracts';
import { checkEvent, logEvent, type LoggedEvent, type Vocabulary } from '#domain';
import type { LogRecord } from '#kafka';
import type { DeadLetter } from '#persistence';

/** What a record of the log turns out to be: data never throws, it is an outcome. */
export type Reading =
  | { readonly kind: 'event'; readonly logged: LoggedEvent; readonly text: string; readonly record: LogRecord }
  | { readonly kind: 'dead'; readonly letter: DeadLetter };

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

export function readEvent(record: LogRecord, partition: number, vocabulary: Vocabulary): Reading {
  const at = { partition, offset: record.offset };
  const text = decode(record.value);
  const value = text === null ? undefined : parse(text);
  if (text === null || value === undefined) {
    const detail = record.value === null ? 'has no value' : text === null ? 'is not UTF-8' : 'is not JSON';
    return { kind: 'dead', letter: deadLetter(record, at, 'undecodable', detail, null) };
  }
  const recorded = recordedTime(value) ?? stamp(record);
  const checked = checkEvent(value, recorded, vocabulary);
  if (checked.kind !== 'valid')
    return { kind: 'dead', letter: deadLetter(record, at, checked.kind, explain(checked.errors), keyOf(value)) };
  return { kind: 'event', logged: logEvent(checked.event, recorded, at, vocabulary), text, record };
}

export function deadLetter(
  record: LogRecord,
  at: LogOffset,
  reason: DeadReason,
  detail: string,
  event: DeadLetter['event'],
): DeadLetter {
  const { key, value, headers } = record;
  return { at, reason, detail, event, key, value, headers, recorded: stamp(record) };
}

function decode(value: Buffer | null): string | null {
  try {
    return value === null ? null : utf8.decode(value);
  } catch {
    return null;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recordedTime(value: unknown): Instant | null {
  const given = member(value, 'recordedtime');
  return given === null ? null : parseInstant(given);
}

// The years 1 to 9999, which an instant can tell.
const [earliest, latest] = [-62_135_596_800_000, 253_402_300_799_999];

/** A record that was produced straight to Kafka without a recorded time has its own, as near as an instant can tell it. */
function stamp({ timestamp }: LogRecord): Instant {
  return instantOf(Math.min(Math.max(timestamp, earliest), latest));
}

function member(value: unknown, name: string): string | null {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : null;
  return typeof found === 'string' ? found : null;
}

/** What no event could have as its key, nobody asks for, and an index may not take. */
function keyOf(value: unknown): DeadLetter['event'] {
  const [subject, source, id] = [member(value, 'subject'), member(value, 'source'), member(value, 'id')];
  if (subject === null || source === null || id === null) return null;
  return isSubject.test(subject) && isSource.test(source) && isId.test(id) && id.isWellFormed()
    ? { subject, source, id }
    : null;
}

const isSubject = new RegExp(idPattern);
const isSource = /^[\x21-\x7e]{1,1000}$/;
const isId = /^[^\p{Cc}]{1,200}$/u;

function explain(errors: readonly ValidationError[]): string {
  return errors
    .map(({ pointer, message }) => `${pointer} ${message}`)
    .join('; ')
    .slice(0, 10_000);
}

import { refusalOf, refusalOfChange, statementChangedBy } from '#access';
import {
  checkMembers,
  formatOffset,
  instantOf,
  parseInstant,
  addMillis,
  type DisclosureEvent,
  type ValidationError,
  withMembers,
} from '#contracts';
import { checkEvent, eventKey, isCopy, logEvent, type LoggedEvent, type Vocabulary } from '#domain';
import type { AppendRecord } from '#kafka';
import type { StoredDeadLetter } from '#persistence';
import type { Gate, Principal, ProblemCode } from '#service';

export interface Refusal {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors?: readonly ValidationError[];
}

/** What would be sent, and which event that is. */
export interface Sendable {
  readonly letter: StoredDeadLetter;
  readonly record: AppendRecord;
  readonly event: DisclosureEvent;
}

export interface Refused {
  readonly letter: StoredDeadLetter;
  readonly refusal: Refusal;
}

export type Judged = Sendable | Refused;

const farthestAheadMs = 5 * 60_000;
const notYours = 'An edited event is one of your own';
const againDead = 'It would only become a dead letter again';
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Its bytes and headers as they came, under the key of its incident. */
export function judgeLetter(letter: StoredDeadLetter, vocabulary: Vocabulary): Judged {
  if (letter.reason === 'id-reused') return { letter, refusal: { code: 'conflict', detail: letter.detail } };
  const checked = check(letter.value, vocabulary);
  if ('code' in checked) return { letter, refusal: checked };
  // What comes several times goes out once: the last of a name is what readers take.
  const headers = Object.entries(letter.headers).flatMap(([name, values]) => {
    const last = values.at(-1);
    return last === undefined ? [] : [[name, last] as const];
  });
  const value = letter.value ?? Buffer.alloc(0);
  return { letter, event: checked, record: { key: checked.subject, value, headers: Object.fromEntries(headers) } };
}

/**
 * An edited event in its place, with the headers that ingest would give it. It is an event of the caller's, who may send it as
 * far as they might send it to ingest, and whose name it has.
 */
export function judgeEdited(letter: StoredDeadLetter, body: Buffer, vocabulary: Vocabulary, caller: Principal): Judged {
  const checked = check(body, vocabulary);
  if ('code' in checked) return { letter, refusal: checked };
  const text = utf8.decode(body);
  const errors = [...checkMembers(text, checked), ...foreign(checked, parse(letter.value))];
  if (errors.length > 0) return { letter, refusal: { code: 'invalid-event', detail: 'It may not be sent so', errors } };
  // When it was recorded is as the dead letter has it.
  const { recordedtime: _, ...event } = checked;
  const forbidden = refusalOf(event, caller);
  if (forbidden !== null) return { letter, refusal: { code: 'forbidden', detail: notYours, errors: [forbidden] } };
  const value = caller.name === null ? body : Buffer.from(withMembers(text, { principal: caller.name }));
  const headers = {
    'content-type': 'application/cloudevents+json',
    ce_id: checked.id,
    ce_source: checked.source,
    ce_type: checked.type,
    ce_subject: checked.subject,
  };
  return { letter, event: checked, record: { key: checked.subject, value, headers } };
}

/** Refuses what would reuse the id of an event that has been applied. A copy of it is harmless: it may be one that was sent and not noted. */
export function unlessApplied(
  judged: Judged,
  applied: ReadonlyMap<string, LoggedEvent>,
  vocabulary: Vocabulary,
): Judged {
  if ('refusal' in judged) return judged;
  const { event, letter } = judged;
  const first = applied.get(eventKey(event));
  if (first === undefined || isCopy(first, logEvent(event, letter.recorded, letter.at, vocabulary))) return judged;
  const detail = `${formatOffset(first.at)} has this subject, source and id, and another type, data or time`;
  return { letter, refusal: { code: 'conflict', detail } };
}

/** Refuses what would change a statement of somebody for whom the caller does not speak. */
export async function unlessForeign(judged: Judged, caller: Principal, gate: Gate): Promise<Judged> {
  const statement = 'refusal' in judged || caller.publishers === null ? null : statementChangedBy(judged.event);
  if ('refusal' in judged || statement === null) return judged;
  const [publisher = null] = await gate.publishersOf([statement]);
  const refusal = refusalOfChange(judged.event, publisher, caller);
  if (refusal === null) return judged;
  return { letter: judged.letter, refusal: { code: 'forbidden', detail: notYours, errors: [refusal] } };
}

/** Without a recorded time it will have that of its new record. */
function check(value: Buffer | null, vocabulary: Vocabulary): DisclosureEvent | Refusal {
  const event = parse(value);
  if (event === undefined) return { code: 'invalid-event', detail: `It is not JSON. ${againDead}` };
  const now = instantOf(Date.now());
  const text: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, 'recordedtime') : null;
  const given = typeof text === 'string' ? parseInstant(text) : null;
  const checked = checkEvent(event, given ?? now, vocabulary);
  if (checked.kind !== 'valid') {
    const code = checked.kind === 'invalid' ? 'invalid-event' : 'unknown-type';
    return { code, detail: againDead, errors: checked.errors };
  }
  if (given === null || given <= addMillis(now, farthestAheadMs)) return checked.event;
  const errors = [
    { pointer: '/recordedtime', message: `must not be more than five minutes ahead of the clock (${now})` },
  ];
  return { code: 'invalid-event', detail: 'It was recorded in the future', errors };
}

/** Who sent an event, and when it was recorded, is nobody's to say anew. */
function foreign(edited: DisclosureEvent, dead: unknown): ValidationError[] {
  return ['principal', 'recordedtime'].flatMap((name) => {
    const given = memberOf(edited, name);
    if (given === undefined || given === memberOf(dead, name)) return [];
    return [{ pointer: `/${name}`, message: 'must be that of the dead letter, or not be given' }];
  });
}

function memberOf(event: unknown, name: string): unknown {
  return typeof event === 'object' && event !== null ? Reflect.get(event, name) : undefined;
}

function parse(value: Buffer | null): unknown {
  try {
    return value === null ? undefined : JSON.parse(utf8.decode(value));
  } catch {
    return undefined;
  }
}

import { instantOf, parseInstant, type Instant } from '#contracts';
import {
  checkEvent,
  equalJson,
  eventKey,
  logEvent,
  statementKey,
  withoutRedacted,
  type Redaction,
  type Vocabulary,
  redactReceived,
} from '#domain';
import type { LogRecord, RecordHeaders } from '#kafka';
import { isObject, parseBytes, textAt, type JsonObject } from './json.js';
import { Texts } from './texts.js';

/** What the pipeline knows of redactions. */
export interface Known {
  readonly redactions: ReadonlyMap<string, readonly Redaction[]>;
  /** By the key of an event: a copy that came after the redaction is a copy of what was redacted all the same. */
  readonly recorded: ReadonlyMap<string, Instant>;
  readonly vocabulary: Vocabulary;
}

/** What became of a record when it was projected: of one that died, nothing was ever applied. */
export type Fate = 'applied' | 'died';

export interface Erased<R> {
  readonly record: R;
  /** Whether a redaction reaches it. */
  readonly reached: boolean;
  /** Nobody can say whether it carries redacted parts: it cannot be read, and is of an incident with redactions. */
  readonly unclear: boolean;
}

type Bytes = Pick<LogRecord, 'key' | 'value' | 'headers'>;

const ERASED = Buffer.from('erased');

/** Takes from records what redactions reach; what they do not reach stays as it is, to the byte. */
export class Erasure {
  private readonly subjects: ReadonlySet<string>;

  constructor(
    private readonly known: Known,
    readonly texts: Texts = new Texts([]),
    private readonly eraseUnclear = false,
  ) {
    this.subjects = new Set(
      [...known.redactions.keys()].map((statement) => statement.slice(0, statement.indexOf('/'))),
    );
  }

  /** @param stamp the recorded time of a record that says none. */
  of<R extends Bytes>(record: R, stamp: Instant, fate: Fate): Erased<R> {
    const { value, unclear } = this.value(record, stamp, fate);
    const reached = value !== record.value;
    if (!reached && fate === 'applied') return { record, reached, unclear };
    const left = { ...record, value, headers: this.headers(record.headers) };
    const key = parseBytes(record.value) === undefined ? this.texts.maskedIn(record.key) : record.key;
    return { record: { ...left, key }, reached: reached || this.texts.areIn(allOf(record)), unclear };
  }

  private value(record: Bytes, stamp: Instant, fate: Fate): { value: Buffer | null; unclear: boolean } {
    const json = parseBytes(record.value);
    const redacted = isObject(json) ? this.redacted(json, stamp) : null;
    const value = redacted === null ? record.value : Buffer.from(JSON.stringify(redacted));
    if (fate === 'applied') return { value, unclear: false };
    const unclear = json === undefined && this.mayBeReached(record);
    if (unclear && this.eraseUnclear) return { value: ERASED, unclear };
    const masked = this.texts.maskedIn(value);
    return { value: masked !== record.value && !this.staysDead(json, masked, stamp) ? ERASED : masked, unclear };
  }

  private headers(headers: RecordHeaders): RecordHeaders {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        Buffer.isBuffer(value) ? this.texts.maskedIn(value) : value.map((each) => this.texts.maskedIn(each)),
      ]),
    );
  }

  /** What is left of an event that a redaction reaches; `null` of any other, and of one that has nothing to lose. */
  redacted(json: JsonObject, stamp: Instant): object | null {
    const [subject, statement] = [textAt(json, 'subject'), textAt(json['data'], 'statement')];
    if (subject === null || statement === null) return null;
    const all = this.known.redactions.get(statementKey(subject, statement)) ?? [];
    const own = parseInstant(textAt(json, 'recordedtime') ?? '') ?? stamp;
    const recorded = this.firstRecorded(json, subject, own);
    const reached = all.filter((redaction) => recorded <= redaction.recorded);
    if (reached.length === 0) return null;
    const checked = checkEvent(json, own, this.known.vocabulary);
    const left =
      checked.kind === 'valid'
        ? withoutRedacted(
            logEvent(checked.event, recorded, { partition: 0, offset: 0n }, this.known.vocabulary),
            this.known.redactions,
            this.known.vocabulary,
          ).event
        : redactReceived(json, new Set(reached.flatMap(({ parts }) => [...parts])));
    return equalJson(left, json) ? null : left;
  }

  private firstRecorded(json: JsonObject, subject: string, own: Instant): Instant {
    const [source, id] = [textAt(json, 'source'), textAt(json, 'id')];
    const first =
      source === null || id === null ? undefined : this.known.recorded.get(eventKey({ subject, source, id }));
    return first !== undefined && first < own ? first : own;
  }

  private mayBeReached({ key, value }: Bytes): boolean {
    return [...this.subjects].some((subject) => key?.toString() === subject || value?.includes(subject) === true);
  }

  /** What was no valid event must not become one, for who applies the log anew. */
  private staysDead(before: unknown, value: Buffer | null, stamp: Instant): boolean {
    const after = parseBytes(value);
    return after === undefined || this.isValid(before, stamp) || !this.isValid(after, stamp);
  }

  private isValid(json: unknown, stamp: Instant): boolean {
    const recorded = parseInstant(textAt(json, 'recordedtime') ?? '') ?? stamp;
    return json !== undefined && checkEvent(json, recorded, this.known.vocabulary).kind === 'valid';
  }
}

// The years 1 to 9999, which an instant can tell.
const [earliest, latest] = [-62_135_596_800_000, 253_402_300_799_999];

/** The time of a record, as near as an instant can tell it. */
export function stampOf({ timestamp }: Pick<LogRecord, 'timestamp'>): Instant {
  return instantOf(Math.min(Math.max(timestamp, earliest), latest));
}

/** Everything of a record in which something may stand. */
export function allOf({ key, value, headers }: Bytes): Buffer {
  return Buffer.concat([key, value, ...Object.values(headers).flat()].filter((part) => part !== null));
}

import { formatOffset, instantOf, parseInstant, type DeadLetterView, type LogOffset } from '#contracts';
import { checkEvent } from '#domain';
import { AppendTimeout } from '#kafka';
import { noteRedriven, sqlOf } from '#persistence';
import { Problem } from '#service';
import type { Connections } from '../connections.js';
import type { RulesInForce } from '../rules/rules-in-force.js';

const withinMs = 5_000;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Sends dead letters again, once what kept them from being applied is mended. */
export class Redrive {
  constructor(
    private readonly connections: Connections,
    private readonly rules: RulesInForce,
  ) {}

  /** Appends the bytes as they are; where they now stand. What would only die again is refused. */
  async send(at: LogOffset, letter: DeadLetterView): Promise<string> {
    const value = Buffer.from(letter.value ?? '', 'base64');
    const subject = this.subjectOf(value, letter);
    const headers = Object.entries(letter.headers).map(([name, text]): [string, string] => [
      name,
      [text].flat().at(-1) ?? '',
    ]);
    const [sent] = await this.connections.appender
      .append([{ key: subject, value, headers: Object.fromEntries(headers) }], { deadline: Date.now() + withinMs })
      .catch((error: unknown) => {
        if (!(error instanceof AppendTimeout)) throw error;
        throw new Problem('unavailable', { detail: 'Kafka does not answer; it is safe to repeat', cause: error });
      });
    if (sent === undefined) throw new Error('an append without an answer');
    const redriven = formatOffset(sent);
    await noteRedriven(sqlOf(this.connections.database), at, redriven);
    return redriven;
  }

  /** Without a recorded time it will have that of its new record. */
  private subjectOf(value: Buffer, { reason, detail }: DeadLetterView): string {
    if (reason === 'id-reused') throw new Problem('conflict', { detail });
    const event = parse(value);
    const given: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, 'recordedtime') : null;
    const recorded = (typeof given === 'string' ? parseInstant(given) : null) ?? instantOf(Date.now());
    const checked = checkEvent(event, recorded, this.rules.vocabulary);
    if (checked.kind === 'valid') return checked.event.subject;
    const code = checked.kind === 'invalid' ? 'invalid-event' : 'unknown-type';
    throw new Problem(code, { detail: 'It would only become a dead letter again', errors: checked.errors });
  }
}

function parse(value: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(value));
  } catch (error) {
    throw new Problem('invalid-event', {
      detail: 'It is not JSON, and would only become a dead letter again',
      cause: error,
    });
  }
}

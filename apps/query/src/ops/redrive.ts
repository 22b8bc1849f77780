import { formatOffset } from '#contracts';
import { AppenderClosed, AppendTimeout, RecordTooLarge, type AppendResult } from '#kafka';
import { noteRedriven, readEventsNamed, sqlOf, type StoredDeadLetter } from '#persistence';
import { Problem, type Gate, type Principal } from '#service';
import type { Connections } from '../connections.js';
import type { RulesInForce } from '../rules/rules-in-force.js';
import {
  judgeEdited,
  judgeLetter,
  unlessApplied,
  unlessForeign,
  type Judged,
  type Refused,
  type Sendable,
} from './judge.js';

export interface Sent {
  readonly letter: StoredDeadLetter;
  readonly redriven: string;
}

export type Outcome = Sent | Refused;

const withinMs = 10_000;

/** Sends dead letters again, once what kept them from being applied is mended. */
export class Redrive {
  constructor(
    private readonly connections: Connections,
    private readonly rules: RulesInForce,
  ) {}

  /** Which would be sent. What would only die again is refused. */
  judge(letters: readonly StoredDeadLetter[]): Promise<Judged[]> {
    return this.againstJournal(letters.map((letter) => judgeLetter(letter, this.rules.vocabulary)));
  }

  async judgeEdited(letter: StoredDeadLetter, body: Buffer, caller: Principal, gate: Gate): Promise<Judged[]> {
    const judged = judgeEdited(letter, body, this.rules.vocabulary, caller);
    return this.againstJournal([await unlessForeign(judged, caller, gate)]);
  }

  /**
   * In the order given. All are in the log before one of them is noted: what is cut off in between is sent again, and a
   * copy in the log does no harm.
   */
  async send(judged: readonly Judged[]): Promise<Outcome[]> {
    const outcomes: (Outcome | undefined)[] = judged.map((one) => ('refusal' in one ? one : undefined));
    let waiting = judged.flatMap((one, place) => ('refusal' in one ? [] : [{ one, place }]));
    while (waiting.length > 0) {
      const results = await this.append(waiting.map(({ one }) => one));
      if ('index' in results) {
        const large = waiting[results.index];
        if (large === undefined) throw results;
        outcomes[large.place] = { letter: large.one.letter, refusal: { code: 'too-large', detail: results.message } };
        waiting = waiting.toSpliced(results.index, 1);
        continue;
      }
      const sent = waiting.map(({ one, place }, index): Sent & { place: number } => {
        const at = results[index];
        if (at === undefined) throw new Error('an append without an answer');
        return { place, letter: one.letter, redriven: formatOffset(at) };
      });
      await noteRedriven(
        sqlOf(this.connections.database),
        sent.map(({ letter: { at }, redriven }) => ({ at, redriven })),
      );
      for (const { place, letter, redriven } of sent) outcomes[place] = { letter, redriven };
      break;
    }
    return outcomes.filter((outcome) => outcome !== undefined);
  }

  private async againstJournal(judged: readonly Judged[]): Promise<Judged[]> {
    const { vocabulary } = this.rules;
    const events = judged.flatMap((one) => ('refusal' in one ? [] : [one.event]));
    const applied = await readEventsNamed(sqlOf(this.connections.database), events, vocabulary);
    return judged.map((one) => unlessApplied(one, applied, vocabulary));
  }

  /** Nothing is sent where one is too large. */
  private async append(sendable: readonly Sendable[]): Promise<AppendResult[] | RecordTooLarge> {
    try {
      const records = sendable.map(({ record }) => record);
      return await this.connections.appender.append(records, { deadline: Date.now() + withinMs });
    } catch (error) {
      if (error instanceof RecordTooLarge) return error;
      if (!(error instanceof AppendTimeout || error instanceof AppenderClosed)) throw error;
      throw new Problem('unavailable', { detail: 'Kafka does not answer; it is safe to repeat', cause: error });
    }
  }
}

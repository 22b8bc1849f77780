import type { PublisherTail, Undone } from '#kafka';
import type { Note, Resume } from '#persistence';
import { isBeyond, toPosition, type Position } from './position.js';
import { Standstill } from './standstill.js';

type Ends = Pick<PublisherTail, 'sequence' | 'deadLetterOffset' | 'undone'>;

export interface Standing {
  readonly partition: number;
  /** Where the topics end. */
  readonly tail: Ends;
  /** Where the database says they do. */
  readonly note: Note | null;
  /** The last change in the database. */
  readonly head: bigint;
}

/**
 * Where publishing goes on: after the tail, unless that contradicts the database.
 * @throws Standstill that says what to do.
 */
export function resumePoint({ partition, tail, note, head }: Standing): Position {
  const point = note === null ? firstPoint(tail) : nextPoint(partition, tail, note);
  if (point.sequence <= head) return point;
  throw new Standstill(
    'foreign-log',
    `sequence ${point.sequence} has been published, and the last change in the database is ${head}: changes have been lost there; ` +
      `restore them (partition ${partition} of the table change)`,
  );
}

// A note is written before anything is published: without one the database is not that from which the topic comes.
function firstPoint({ sequence, deadLetterOffset }: Ends): Position {
  if (sequence === 0n) return { sequence, deadLetter: deadLetterOffset ?? -1n };
  const there = sequence === null ? 'has lost its records' : `ends with sequence ${sequence}`;
  throw new Standstill(
    'foreign-log',
    `the changes topic ${there}, and this database has published nothing: ` +
      `give it the database that the topic comes from, have that read back (disclosure rebuild), or give it another TOPIC_PREFIX`,
  );
}

function nextPoint(partition: number, tail: Ends, note: Note): Position {
  const noted = toPosition(note);
  const { changes, deadLetters } = tail.undone;
  // Where retention has emptied the topic of dead letters, the note says how far it went, but for those undone since.
  const emptied =
    deadLetters !== null && deadLetters.first <= noted.deadLetter ? deadLetters.first - 1n : noted.deadLetter;
  const there = { sequence: tail.sequence ?? -1n, deadLetter: tail.deadLetterOffset ?? emptied };
  if (!isBeyond(noted, there)) return there;
  const isNothingGone =
    tail.sequence !== null &&
    isUndone(noted.sequence, there.sequence, changes, there.sequence + 1n) &&
    isUndone(noted.deadLetter, there.deadLetter, deadLetters, noted.deadLetter);
  if (isNothingGone) return there;
  switch (note.resume) {
    case 'continue':
      return { sequence: max(there.sequence, noted.sequence), deadLetter: max(there.deadLetter, noted.deadLetter) };
    case 'resend':
      return { sequence: max(there.sequence, 0n), deadLetter: tail.deadLetterOffset ?? -1n };
    case null:
      throw below(partition, tail, note);
  }
}

/**
 * A broker that is killed may have answered a commit and never write its marker; the next abort there undoes what was noted as
 * published. It still stands in the topic, and nobody has read it: it is to be sent again, without asking anybody.
 * @param from where it must begin: sequences have no gap, offsets of dead letters have.
 */
function isUndone(noted: bigint, there: bigint, undone: Undone | null, from: bigint): boolean {
  return noted <= there || (undone !== null && undone.first <= from && undone.last >= noted);
}

function below(partition: number, tail: Ends, note: Note): Standstill {
  const there = `sequence ${tail.sequence ?? 'none'} and dead letter ${tail.deadLetterOffset ?? 'none'}`;
  const noted = `sequence ${note.sequence} and dead letter ${note.deadLetterOffset ?? 'none'}`;
  const say = (resume: Resume): string => `disclosure offsets ${resume} ${partition}`;
  return new Standstill(
    'foreign-log',
    `the topics end with ${there}, and ${noted} had been published: records are gone there. ` +
      `To go on behind them: ${say('continue')}. To send them again: ${say('resend')}`,
  );
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
